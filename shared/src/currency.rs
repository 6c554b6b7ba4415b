//! Currencies of ISO 4217: code, number of decimal places, sign and name.
mod names;

use std::fmt;
use std::str::FromStr;

use crate::issue::{FieldCode, FieldIssue};

/// A currency by its upper-case ISO 4217 code, `"NGN"`; only codes of the standard's active list exist.
#[derive(Clone, Copy)]
pub struct Currency {
    row: &'static Row,
}

struct Row {
    code: &'static str,
    exponent: u8,
    symbol: &'static str,
}

const fn row(code: &'static str, exponent: u8, symbol: &'static str) -> Row {
    Row {
        code,
        exponent,
        symbol,
    }
}

impl Currency {
    /// The Nigerian naira, which the original application's books are kept in.
    pub const NGN: Self = Self { row: &NAIRA };

    /// The upper-case code: `NGN`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row.code
    }

    /// Decimal places of the minor unit, 0 to 3: naira and kobo 2, yen 0, dinar 3.
    #[must_use]
    pub const fn exponent(self) -> u8 {
        self.row.exponent
    }

    /// The sign that stands before an amount: `₦`; the code and a space where there is no common sign.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        self.row.symbol
    }

    /// The name for people: `Nigerian naira`.
    #[must_use]
    pub fn name(self) -> &'static str {
        names::of(self.code())
    }

    /// Every currency, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| Self { row })
    }
}

impl PartialEq for Currency {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Currency {}

impl std::hash::Hash for Currency {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = FieldIssue;

    fn from_str(text: &str) -> Result<Self, FieldIssue> {
        let place = TABLE.partition_point(|row| row.code < text);
        match TABLE.get(place).filter(|row| row.code == text) {
            Some(row) => Ok(Self { row }),
            None => Err(FieldIssue::new(
                FieldCode::NotOneOf,
                "Must be a currency code of ISO 4217, such as NGN.",
            )),
        }
    }
}

text_serde!(Currency, |currency, _space| currency.code());

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Currency {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        crate::schema::text("A currency by its code of ISO 4217.")
            .enum_values(Some(Self::all().map(Self::code)))
            .examples(["NGN"])
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Currency {}

static NAIRA: Row = row("NGN", 2, "₦");

/// ISO 4217, active codes of countries (amendment 177), without funds, metals and units of account.
#[rustfmt::skip]
static TABLE: &[Row] = &[
    row("AED", 2, "AED\u{a0}"),
    row("AFN", 2, "AFN\u{a0}"),
    row("ALL", 2, "ALL\u{a0}"),
    row("AMD", 2, "AMD\u{a0}"),
    row("AOA", 2, "AOA\u{a0}"),
    row("ARS", 2, "ARS\u{a0}"),
    row("AUD", 2, "AUD\u{a0}"),
    row("AWG", 2, "AWG\u{a0}"),
    row("AZN", 2, "AZN\u{a0}"),
    row("BAM", 2, "BAM\u{a0}"),
    row("BBD", 2, "BBD\u{a0}"),
    row("BDT", 2, "BDT\u{a0}"),
    row("BHD", 3, "BHD\u{a0}"),
    row("BIF", 0, "BIF\u{a0}"),
    row("BMD", 2, "BMD\u{a0}"),
    row("BND", 2, "BND\u{a0}"),
    row("BOB", 2, "BOB\u{a0}"),
    row("BRL", 2, "R$"),
    row("BSD", 2, "BSD\u{a0}"),
    row("BTN", 2, "BTN\u{a0}"),
    row("BWP", 2, "BWP\u{a0}"),
    row("BYN", 2, "BYN\u{a0}"),
    row("BZD", 2, "BZD\u{a0}"),
    row("CAD", 2, "CAD\u{a0}"),
    row("CDF", 2, "CDF\u{a0}"),
    row("CHF", 2, "CHF\u{a0}"),
    row("CLP", 0, "CLP\u{a0}"),
    row("CNY", 2, "CNY\u{a0}"),
    row("COP", 2, "COP\u{a0}"),
    row("CRC", 2, "₡"),
    row("CUP", 2, "CUP\u{a0}"),
    row("CVE", 2, "CVE\u{a0}"),
    row("CZK", 2, "CZK\u{a0}"),
    row("DJF", 0, "DJF\u{a0}"),
    row("DKK", 2, "DKK\u{a0}"),
    row("DOP", 2, "DOP\u{a0}"),
    row("DZD", 2, "DZD\u{a0}"),
    row("EGP", 2, "EGP\u{a0}"),
    row("ERN", 2, "ERN\u{a0}"),
    row("ETB", 2, "ETB\u{a0}"),
    row("EUR", 2, "€"),
    row("FJD", 2, "FJD\u{a0}"),
    row("FKP", 2, "FKP\u{a0}"),
    row("GBP", 2, "£"),
    row("GEL", 2, "₾"),
    row("GHS", 2, "GH₵"),
    row("GIP", 2, "GIP\u{a0}"),
    row("GMD", 2, "GMD\u{a0}"),
    row("GNF", 0, "GNF\u{a0}"),
    row("GTQ", 2, "GTQ\u{a0}"),
    row("GYD", 2, "GYD\u{a0}"),
    row("HKD", 2, "HKD\u{a0}"),
    row("HNL", 2, "HNL\u{a0}"),
    row("HTG", 2, "HTG\u{a0}"),
    row("HUF", 2, "HUF\u{a0}"),
    row("IDR", 2, "IDR\u{a0}"),
    row("ILS", 2, "₪"),
    row("INR", 2, "₹"),
    row("IQD", 3, "IQD\u{a0}"),
    row("IRR", 2, "IRR\u{a0}"),
    row("ISK", 0, "ISK\u{a0}"),
    row("JMD", 2, "JMD\u{a0}"),
    row("JOD", 3, "JOD\u{a0}"),
    row("JPY", 0, "¥"),
    row("KES", 2, "KSh\u{a0}"),
    row("KGS", 2, "KGS\u{a0}"),
    row("KHR", 2, "KHR\u{a0}"),
    row("KMF", 0, "KMF\u{a0}"),
    row("KPW", 2, "KPW\u{a0}"),
    row("KRW", 0, "₩"),
    row("KWD", 3, "KWD\u{a0}"),
    row("KYD", 2, "KYD\u{a0}"),
    row("KZT", 2, "₸"),
    row("LAK", 2, "LAK\u{a0}"),
    row("LBP", 2, "LBP\u{a0}"),
    row("LKR", 2, "LKR\u{a0}"),
    row("LRD", 2, "LRD\u{a0}"),
    row("LSL", 2, "LSL\u{a0}"),
    row("LYD", 3, "LYD\u{a0}"),
    row("MAD", 2, "MAD\u{a0}"),
    row("MDL", 2, "MDL\u{a0}"),
    row("MGA", 2, "MGA\u{a0}"),
    row("MKD", 2, "MKD\u{a0}"),
    row("MMK", 2, "MMK\u{a0}"),
    row("MNT", 2, "MNT\u{a0}"),
    row("MOP", 2, "MOP\u{a0}"),
    row("MRU", 2, "MRU\u{a0}"),
    row("MUR", 2, "MUR\u{a0}"),
    row("MVR", 2, "MVR\u{a0}"),
    row("MWK", 2, "MWK\u{a0}"),
    row("MXN", 2, "MXN\u{a0}"),
    row("MYR", 2, "MYR\u{a0}"),
    row("MZN", 2, "MZN\u{a0}"),
    row("NAD", 2, "NAD\u{a0}"),
    row("NGN", 2, "₦"),
    row("NIO", 2, "NIO\u{a0}"),
    row("NOK", 2, "NOK\u{a0}"),
    row("NPR", 2, "NPR\u{a0}"),
    row("NZD", 2, "NZD\u{a0}"),
    row("OMR", 3, "OMR\u{a0}"),
    row("PAB", 2, "PAB\u{a0}"),
    row("PEN", 2, "PEN\u{a0}"),
    row("PGK", 2, "PGK\u{a0}"),
    row("PHP", 2, "₱"),
    row("PKR", 2, "PKR\u{a0}"),
    row("PLN", 2, "PLN\u{a0}"),
    row("PYG", 0, "₲"),
    row("QAR", 2, "QAR\u{a0}"),
    row("RON", 2, "RON\u{a0}"),
    row("RSD", 2, "RSD\u{a0}"),
    row("RUB", 2, "RUB\u{a0}"),
    row("RWF", 0, "RWF\u{a0}"),
    row("SAR", 2, "SAR\u{a0}"),
    row("SBD", 2, "SBD\u{a0}"),
    row("SCR", 2, "SCR\u{a0}"),
    row("SDG", 2, "SDG\u{a0}"),
    row("SEK", 2, "SEK\u{a0}"),
    row("SGD", 2, "SGD\u{a0}"),
    row("SHP", 2, "SHP\u{a0}"),
    row("SLE", 2, "SLE\u{a0}"),
    row("SOS", 2, "SOS\u{a0}"),
    row("SRD", 2, "SRD\u{a0}"),
    row("SSP", 2, "SSP\u{a0}"),
    row("STN", 2, "STN\u{a0}"),
    row("SVC", 2, "SVC\u{a0}"),
    row("SYP", 2, "SYP\u{a0}"),
    row("SZL", 2, "SZL\u{a0}"),
    row("THB", 2, "THB\u{a0}"),
    row("TJS", 2, "TJS\u{a0}"),
    row("TMT", 2, "TMT\u{a0}"),
    row("TND", 3, "TND\u{a0}"),
    row("TOP", 2, "TOP\u{a0}"),
    row("TRY", 2, "₺"),
    row("TTD", 2, "TTD\u{a0}"),
    row("TWD", 2, "TWD\u{a0}"),
    row("TZS", 2, "TSh\u{a0}"),
    row("UAH", 2, "₴"),
    row("UGX", 0, "USh\u{a0}"),
    row("USD", 2, "$"),
    row("UYU", 2, "UYU\u{a0}"),
    row("UZS", 2, "UZS\u{a0}"),
    row("VED", 2, "VED\u{a0}"),
    row("VES", 2, "VES\u{a0}"),
    row("VND", 0, "₫"),
    row("VUV", 0, "VUV\u{a0}"),
    row("WST", 2, "WST\u{a0}"),
    row("XAF", 0, "FCFA\u{a0}"),
    row("XCD", 2, "XCD\u{a0}"),
    row("XCG", 2, "XCG\u{a0}"),
    row("XOF", 0, "F\u{a0}CFA\u{a0}"),
    row("XPF", 0, "XPF\u{a0}"),
    row("YER", 2, "YER\u{a0}"),
    row("ZAR", 2, "R"),
    row("ZMW", 2, "K"),
    row("ZWG", 2, "ZWG\u{a0}"),
];

#[cfg(test)]
mod tests;
