//! What a certificate says of itself. Whether it is true is not asked here.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rustls::pki_types::CertificateDer;
use shared::instant::Instant;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::time::Time;

const DAY_MS: i64 = 24 * 3_600_000;

#[derive(Clone, Copy)]
pub struct Moment(Instant);

pub struct Certificate {
    /// Hosts and addresses; one of the hosts may begin with `*.`.
    names: Vec<String>,
    pub from: Moment,
    pub until: Moment,
    pub subject: String,
    pub issuer: String,
}

impl Moment {
    pub fn of(instant: Instant) -> Self {
        Self(instant)
    }

    fn read(time: Time) -> Self {
        let ms = i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX);
        Self(Instant::from_millis(ms))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.date_utc().fmt(f)
    }
}

impl Certificate {
    /// The error is a sentence.
    pub fn read(der: &CertificateDer<'_>) -> Result<Self, String> {
        let malformed = |cause| format!("a certificate is malformed: {cause}");
        let read = x509_cert::Certificate::from_der(der).map_err(malformed)?;
        let facts = read.tbs_certificate();
        let names = facts.get_extension::<SubjectAltName>().map_err(malformed)?;
        let names = names.map_or_else(Vec::new, |(_, SubjectAltName(names))| names);
        Ok(Self {
            names: names.iter().filter_map(host).collect(),
            from: Moment::read(facts.validity().not_before),
            until: Moment::read(facts.validity().not_after),
            subject: called(facts.subject()),
            issuer: called(facts.issuer()),
        })
    }

    /// Whole days, fewer than none when it has run out.
    pub fn days_left(&self, now: Moment) -> i64 {
        self.until.0.ms_since(now.0).div_euclid(DAY_MS)
    }

    pub fn days_in_words(&self, now: Moment) -> String {
        match self.days_left(now) {
            days if days < 0 => "it has run out".to_owned(),
            1 => "1 day left".to_owned(),
            days => format!("{days} days left"),
        }
    }

    pub fn names_in_words(&self) -> String {
        match self.names.is_empty() {
            true => "no host".to_owned(),
            false => self.names.join(", "),
        }
    }

    /// One of the hosts that it is for.
    pub fn any_name(&self) -> Option<String> {
        self.names
            .first()
            .map(|name| name.replacen("*.", "any.", 1))
    }
}

fn host(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::IpAddress(bytes) => address(bytes.as_bytes()),
        _ => None,
    }
}

fn address(bytes: &[u8]) -> Option<String> {
    let v4 = |bytes: &[u8]| {
        bytes
            .try_into()
            .map(|four: [u8; 4]| IpAddr::V4(Ipv4Addr::from(four)))
    };
    let v6 = |bytes: &[u8]| {
        bytes
            .try_into()
            .map(|all: [u8; 16]| IpAddr::V6(Ipv6Addr::from(all)))
    };
    match (v4(bytes), v6(bytes)) {
        (Ok(address), _) | (_, Ok(address)) => Some(address.to_string()),
        (Err(_), Err(_)) => None,
    }
}

/// Its common name, else all of it.
fn called(name: &Name) -> String {
    match name.common_name() {
        Ok(Some(common)) => common.value().into_owned(),
        Ok(None) | Err(_) => name.to_string(),
    }
}
