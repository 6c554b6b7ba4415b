//! Currencies of ISO 4217: code, number of decimal places, sign and name.
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
    name: &'static str,
}

const fn row(code: &'static str, exponent: u8, symbol: &'static str, name: &'static str) -> Row {
    Row {
        code,
        exponent,
        symbol,
        name,
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
    pub const fn name(self) -> &'static str {
        self.row.name
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

static NAIRA: Row = row("NGN", 2, "₦", "Nigerian naira");

/// ISO 4217, active codes of countries (amendment 177), without funds, metals and units of account.
#[rustfmt::skip]
static TABLE: &[Row] = &[
    row("AED", 2, "AED\u{a0}", "UAE dirham"),
    row("AFN", 2, "AFN\u{a0}", "Afghan afghani"),
    row("ALL", 2, "ALL\u{a0}", "Albanian lek"),
    row("AMD", 2, "AMD\u{a0}", "Armenian dram"),
    row("AOA", 2, "AOA\u{a0}", "Angolan kwanza"),
    row("ARS", 2, "ARS\u{a0}", "Argentine peso"),
    row("AUD", 2, "AUD\u{a0}", "Australian dollar"),
    row("AWG", 2, "AWG\u{a0}", "Aruban florin"),
    row("AZN", 2, "AZN\u{a0}", "Azerbaijani manat"),
    row("BAM", 2, "BAM\u{a0}", "Bosnian convertible mark"),
    row("BBD", 2, "BBD\u{a0}", "Barbadian dollar"),
    row("BDT", 2, "BDT\u{a0}", "Bangladeshi taka"),
    row("BHD", 3, "BHD\u{a0}", "Bahraini dinar"),
    row("BIF", 0, "BIF\u{a0}", "Burundian franc"),
    row("BMD", 2, "BMD\u{a0}", "Bermudian dollar"),
    row("BND", 2, "BND\u{a0}", "Brunei dollar"),
    row("BOB", 2, "BOB\u{a0}", "Bolivian boliviano"),
    row("BRL", 2, "R$", "Brazilian real"),
    row("BSD", 2, "BSD\u{a0}", "Bahamian dollar"),
    row("BTN", 2, "BTN\u{a0}", "Bhutanese ngultrum"),
    row("BWP", 2, "BWP\u{a0}", "Botswana pula"),
    row("BYN", 2, "BYN\u{a0}", "Belarusian ruble"),
    row("BZD", 2, "BZD\u{a0}", "Belize dollar"),
    row("CAD", 2, "CAD\u{a0}", "Canadian dollar"),
    row("CDF", 2, "CDF\u{a0}", "Congolese franc"),
    row("CHF", 2, "CHF\u{a0}", "Swiss franc"),
    row("CLP", 0, "CLP\u{a0}", "Chilean peso"),
    row("CNY", 2, "CNY\u{a0}", "Chinese yuan"),
    row("COP", 2, "COP\u{a0}", "Colombian peso"),
    row("CRC", 2, "₡", "Costa Rican colon"),
    row("CUP", 2, "CUP\u{a0}", "Cuban peso"),
    row("CVE", 2, "CVE\u{a0}", "Cape Verdean escudo"),
    row("CZK", 2, "CZK\u{a0}", "Czech koruna"),
    row("DJF", 0, "DJF\u{a0}", "Djiboutian franc"),
    row("DKK", 2, "DKK\u{a0}", "Danish krone"),
    row("DOP", 2, "DOP\u{a0}", "Dominican peso"),
    row("DZD", 2, "DZD\u{a0}", "Algerian dinar"),
    row("EGP", 2, "EGP\u{a0}", "Egyptian pound"),
    row("ERN", 2, "ERN\u{a0}", "Eritrean nakfa"),
    row("ETB", 2, "ETB\u{a0}", "Ethiopian birr"),
    row("EUR", 2, "€", "Euro"),
    row("FJD", 2, "FJD\u{a0}", "Fijian dollar"),
    row("FKP", 2, "FKP\u{a0}", "Falkland Islands pound"),
    row("GBP", 2, "£", "Pound sterling"),
    row("GEL", 2, "₾", "Georgian lari"),
    row("GHS", 2, "GH₵", "Ghanaian cedi"),
    row("GIP", 2, "GIP\u{a0}", "Gibraltar pound"),
    row("GMD", 2, "GMD\u{a0}", "Gambian dalasi"),
    row("GNF", 0, "GNF\u{a0}", "Guinean franc"),
    row("GTQ", 2, "GTQ\u{a0}", "Guatemalan quetzal"),
    row("GYD", 2, "GYD\u{a0}", "Guyanese dollar"),
    row("HKD", 2, "HKD\u{a0}", "Hong Kong dollar"),
    row("HNL", 2, "HNL\u{a0}", "Honduran lempira"),
    row("HTG", 2, "HTG\u{a0}", "Haitian gourde"),
    row("HUF", 2, "HUF\u{a0}", "Hungarian forint"),
    row("IDR", 2, "IDR\u{a0}", "Indonesian rupiah"),
    row("ILS", 2, "₪", "Israeli shekel"),
    row("INR", 2, "₹", "Indian rupee"),
    row("IQD", 3, "IQD\u{a0}", "Iraqi dinar"),
    row("IRR", 2, "IRR\u{a0}", "Iranian rial"),
    row("ISK", 0, "ISK\u{a0}", "Icelandic krona"),
    row("JMD", 2, "JMD\u{a0}", "Jamaican dollar"),
    row("JOD", 3, "JOD\u{a0}", "Jordanian dinar"),
    row("JPY", 0, "¥", "Japanese yen"),
    row("KES", 2, "KSh\u{a0}", "Kenyan shilling"),
    row("KGS", 2, "KGS\u{a0}", "Kyrgyz som"),
    row("KHR", 2, "KHR\u{a0}", "Cambodian riel"),
    row("KMF", 0, "KMF\u{a0}", "Comorian franc"),
    row("KPW", 2, "KPW\u{a0}", "North Korean won"),
    row("KRW", 0, "₩", "South Korean won"),
    row("KWD", 3, "KWD\u{a0}", "Kuwaiti dinar"),
    row("KYD", 2, "KYD\u{a0}", "Cayman Islands dollar"),
    row("KZT", 2, "₸", "Kazakh tenge"),
    row("LAK", 2, "LAK\u{a0}", "Lao kip"),
    row("LBP", 2, "LBP\u{a0}", "Lebanese pound"),
    row("LKR", 2, "LKR\u{a0}", "Sri Lankan rupee"),
    row("LRD", 2, "LRD\u{a0}", "Liberian dollar"),
    row("LSL", 2, "LSL\u{a0}", "Lesotho loti"),
    row("LYD", 3, "LYD\u{a0}", "Libyan dinar"),
    row("MAD", 2, "MAD\u{a0}", "Moroccan dirham"),
    row("MDL", 2, "MDL\u{a0}", "Moldovan leu"),
    row("MGA", 2, "MGA\u{a0}", "Malagasy ariary"),
    row("MKD", 2, "MKD\u{a0}", "Macedonian denar"),
    row("MMK", 2, "MMK\u{a0}", "Myanmar kyat"),
    row("MNT", 2, "MNT\u{a0}", "Mongolian tugrik"),
    row("MOP", 2, "MOP\u{a0}", "Macanese pataca"),
    row("MRU", 2, "MRU\u{a0}", "Mauritanian ouguiya"),
    row("MUR", 2, "MUR\u{a0}", "Mauritian rupee"),
    row("MVR", 2, "MVR\u{a0}", "Maldivian rufiyaa"),
    row("MWK", 2, "MWK\u{a0}", "Malawian kwacha"),
    row("MXN", 2, "MXN\u{a0}", "Mexican peso"),
    row("MYR", 2, "MYR\u{a0}", "Malaysian ringgit"),
    row("MZN", 2, "MZN\u{a0}", "Mozambican metical"),
    row("NAD", 2, "NAD\u{a0}", "Namibian dollar"),
    row("NGN", 2, "₦", "Nigerian naira"),
    row("NIO", 2, "NIO\u{a0}", "Nicaraguan cordoba"),
    row("NOK", 2, "NOK\u{a0}", "Norwegian krone"),
    row("NPR", 2, "NPR\u{a0}", "Nepalese rupee"),
    row("NZD", 2, "NZD\u{a0}", "New Zealand dollar"),
    row("OMR", 3, "OMR\u{a0}", "Omani rial"),
    row("PAB", 2, "PAB\u{a0}", "Panamanian balboa"),
    row("PEN", 2, "PEN\u{a0}", "Peruvian sol"),
    row("PGK", 2, "PGK\u{a0}", "Papua New Guinean kina"),
    row("PHP", 2, "₱", "Philippine peso"),
    row("PKR", 2, "PKR\u{a0}", "Pakistani rupee"),
    row("PLN", 2, "PLN\u{a0}", "Polish zloty"),
    row("PYG", 0, "₲", "Paraguayan guarani"),
    row("QAR", 2, "QAR\u{a0}", "Qatari riyal"),
    row("RON", 2, "RON\u{a0}", "Romanian leu"),
    row("RSD", 2, "RSD\u{a0}", "Serbian dinar"),
    row("RUB", 2, "RUB\u{a0}", "Russian ruble"),
    row("RWF", 0, "RWF\u{a0}", "Rwandan franc"),
    row("SAR", 2, "SAR\u{a0}", "Saudi riyal"),
    row("SBD", 2, "SBD\u{a0}", "Solomon Islands dollar"),
    row("SCR", 2, "SCR\u{a0}", "Seychelles rupee"),
    row("SDG", 2, "SDG\u{a0}", "Sudanese pound"),
    row("SEK", 2, "SEK\u{a0}", "Swedish krona"),
    row("SGD", 2, "SGD\u{a0}", "Singapore dollar"),
    row("SHP", 2, "SHP\u{a0}", "Saint Helena pound"),
    row("SLE", 2, "SLE\u{a0}", "Sierra Leonean leone"),
    row("SOS", 2, "SOS\u{a0}", "Somali shilling"),
    row("SRD", 2, "SRD\u{a0}", "Surinamese dollar"),
    row("SSP", 2, "SSP\u{a0}", "South Sudanese pound"),
    row("STN", 2, "STN\u{a0}", "Sao Tome dobra"),
    row("SVC", 2, "SVC\u{a0}", "Salvadoran colon"),
    row("SYP", 2, "SYP\u{a0}", "Syrian pound"),
    row("SZL", 2, "SZL\u{a0}", "Swazi lilangeni"),
    row("THB", 2, "THB\u{a0}", "Thai baht"),
    row("TJS", 2, "TJS\u{a0}", "Tajikistani somoni"),
    row("TMT", 2, "TMT\u{a0}", "Turkmenistani manat"),
    row("TND", 3, "TND\u{a0}", "Tunisian dinar"),
    row("TOP", 2, "TOP\u{a0}", "Tongan paanga"),
    row("TRY", 2, "₺", "Turkish lira"),
    row("TTD", 2, "TTD\u{a0}", "Trinidad and Tobago dollar"),
    row("TWD", 2, "TWD\u{a0}", "New Taiwan dollar"),
    row("TZS", 2, "TSh\u{a0}", "Tanzanian shilling"),
    row("UAH", 2, "₴", "Ukrainian hryvnia"),
    row("UGX", 0, "USh\u{a0}", "Ugandan shilling"),
    row("USD", 2, "$", "US dollar"),
    row("UYU", 2, "UYU\u{a0}", "Uruguayan peso"),
    row("UZS", 2, "UZS\u{a0}", "Uzbek som"),
    row("VED", 2, "VED\u{a0}", "Venezuelan digital bolivar"),
    row("VES", 2, "VES\u{a0}", "Venezuelan bolivar"),
    row("VND", 0, "₫", "Vietnamese dong"),
    row("VUV", 0, "VUV\u{a0}", "Vanuatu vatu"),
    row("WST", 2, "WST\u{a0}", "Samoan tala"),
    row("XAF", 0, "FCFA\u{a0}", "Central African CFA franc"),
    row("XCD", 2, "XCD\u{a0}", "East Caribbean dollar"),
    row("XCG", 2, "XCG\u{a0}", "Caribbean guilder"),
    row("XOF", 0, "F\u{a0}CFA\u{a0}", "West African CFA franc"),
    row("XPF", 0, "XPF\u{a0}", "CFP franc"),
    row("YER", 2, "YER\u{a0}", "Yemeni rial"),
    row("ZAR", 2, "R", "South African rand"),
    row("ZMW", 2, "K", "Zambian kwacha"),
    row("ZWG", 2, "ZWG\u{a0}", "Zimbabwe gold"),
];

#[cfg(test)]
mod tests;
