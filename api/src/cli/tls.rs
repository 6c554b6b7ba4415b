//! `zehmo tls check`: a certificate as browsers will see it, in words: its days, its names, and who has signed it.

mod certificate;
mod trust;

use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConnection;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};

use self::certificate::{Certificate, Moment};
use self::trust::{Trust, Verdict};
use super::outcome::{Failure, say};
use crate::clock::Clock;
use crate::config::{self, Environment, Origin};

/// A certificate that runs out sooner is a fault: whatever renews it has failed for a month.
const DAYS_MIN: i64 = 30;
const TIMEOUT: Duration = Duration::from_secs(10);

/// What was presented, the server's own certificate first, and whether it is trusted.
struct Chain {
    certificates: Vec<CertificateDer<'static>>,
    verdict: Verdict,
}

/// Of an address or a file of certificates; of `PUBLIC_ORIGIN` when neither is given.
pub fn check(what: Option<&str>, authorities: Option<PathBuf>) -> Result<(), Failure> {
    let trust = match authorities {
        Some(list) => Trust::of(&list)?,
        None => Trust::of_this_computer()?,
    };
    let chain = match what {
        Some(text) if text.contains("://") => of_address(&trust, text)?,
        Some(path) => of_file(&trust, Path::new(path))?,
        None => of_address(&trust, &config::public_origin(&Environment::of_process())?)?,
    };
    let mut read = Vec::new();
    for der in &chain.certificates {
        read.push(Certificate::read(der).map_err(Failure::new)?);
    }
    let first = read.first();
    let first = first.ok_or_else(|| Failure::new("no certificate was presented"))?;
    let now = Moment::of(Clock::system().now());
    let mut text = format!(
        "For {}\nFrom {} to {}: {}\n",
        first.names_in_words(),
        first.from,
        first.until,
        first.days_in_words(now)
    );
    let mut signers: Vec<&str> = read.iter().map(|one| one.subject.as_str()).collect();
    signers.extend(read.last().map(|last| last.issuer.as_str()));
    signers.dedup();
    text += &format!("Signed: {}\n", signers.join(" ← "));
    say(&text)?;
    faults(first, now, chain.verdict)
}

fn faults(first: &Certificate, now: Moment, verdict: Verdict) -> Result<(), Failure> {
    verdict.map_err(Failure::new)?;
    match first.days_left(now) {
        days if days < DAYS_MIN => Err(Failure::new(format!(
            "it runs out in {days} days: renew it, {DAYS_MIN} are the least"
        ))),
        _ => Ok(()),
    }
}

fn of_file(trust: &Trust, path: &Path) -> Result<Chain, Failure> {
    let unreadable = |cause| Failure::new(format!("{} cannot be read: {cause}", path.display()));
    let certificates = CertificateDer::pem_file_iter(path)
        .map_err(unreadable)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    let Some((own, between)) = certificates.split_first() else {
        return Err(Failure::new(format!(
            "{} holds no certificate in PEM",
            path.display()
        )));
    };
    let name = Certificate::read(own).map_err(Failure::new)?.any_name();
    let verdict = match name.and_then(|name| ServerName::try_from(name).ok()) {
        Some(name) => trust.judge(own, between, &name),
        None => Err("it names no host, and no browser takes it".to_owned()),
    };
    Ok(Chain {
        certificates,
        verdict,
    })
}

fn of_address(trust: &Trust, text: &str) -> Result<Chain, Failure> {
    let origin =
        Origin::parse(text).map_err(|reason| Failure::new(format!("the address {reason}")))?;
    if !origin.secure {
        return Err(Failure::new(format!("{origin} is not encrypted")));
    }
    let unreachable =
        |cause: std::io::Error| Failure::new(format!("{origin} cannot be reached: {cause}"));
    let mut places = (origin.host.as_str(), origin.port)
        .to_socket_addrs()
        .map_err(unreachable)?;
    let place = places.next();
    let place = place.ok_or_else(|| Failure::new(format!("{origin} has no address")))?;
    let mut stream = TcpStream::connect_timeout(&place, TIMEOUT).map_err(unreachable)?;
    stream
        .set_read_timeout(Some(TIMEOUT))
        .map_err(unreachable)?;
    let name = ServerName::try_from(origin.host.clone()).map_err(Failure::new)?;
    let (settings, seen) = trust.looking_on().map_err(Failure::new)?;
    let mut client = ClientConnection::new(Arc::new(settings), name).map_err(Failure::new)?;
    let shaken = client.complete_io(&mut stream);
    match (seen.take(), shaken) {
        (Some((certificates, verdict)), _) => Ok(Chain {
            certificates,
            verdict,
        }),
        (None, Err(cause)) => Err(Failure::new(format!(
            "{origin} presents no certificate: {cause}"
        ))),
        (None, Ok(_)) => Err(Failure::new(format!("{origin} presents no certificate"))),
    }
}
