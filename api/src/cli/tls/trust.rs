//! Whom this computer trusts to sign certificates, and what it makes of a chain.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

use crate::cli::outcome::Failure;

/// Where systems keep the authorities that they trust: Debian, Fedora, SUSE, Alpine and others.
const LISTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Nothing, or why the chain is not trusted, as a sentence goes on after its colon.
pub type Verdict = Result<(), String>;

pub struct Trust {
    provider: Arc<CryptoProvider>,
    verifier: Arc<WebPkiServerVerifier>,
}

impl Trust {
    /// The system's authorities.
    pub fn of_this_computer() -> Result<Self, Failure> {
        let list = LISTS.iter().map(Path::new).find(|path| path.exists());
        Self::of(list.ok_or_else(|| {
            Failure::new("this computer has no list of authorities: install ca-certificates")
        })?)
    }

    /// The authorities of a file.
    pub fn of(list: &Path) -> Result<Self, Failure> {
        let unreadable =
            |cause| Failure::new(format!("{} cannot be read: {cause}", list.display()));
        let authorities = CertificateDer::pem_file_iter(list)
            .map_err(unreadable)?
            .collect::<Result<Vec<_>, _>>()
            .map_err(unreadable)?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(authorities);
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                .build()
                .map_err(|cause| Failure::new(format!("{}: {cause}", list.display())))?;
        Ok(Self { provider, verifier })
    }

    pub fn judge(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
    ) -> Verdict {
        let now = UnixTime::now();
        let verified = self
            .verifier
            .verify_server_cert(own, between, name, &[], now);
        in_words(&verified.map(drop))
    }

    /// Settings of a client that trusts as this computer does, and keeps what it was shown.
    pub fn looking_on(&self) -> Result<(ClientConfig, Arc<Seen>), Error> {
        let seen = Arc::new(Seen {
            verifier: self.verifier.clone(),
            chain: Mutex::default(),
        });
        let settings = ClientConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(seen.clone())
            .with_no_client_auth();
        Ok((settings, seen))
    }
}

type Shown = (Vec<CertificateDer<'static>>, Verdict);

/// Judges as strictly as the verifier inside, and remembers the chain.
#[derive(Debug)]
pub struct Seen {
    verifier: Arc<WebPkiServerVerifier>,
    chain: Mutex<Option<Shown>>,
}

impl Seen {
    pub fn take(&self) -> Option<Shown> {
        self.chain
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl ServerCertVerifier for Seen {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self
            .verifier
            .verify_server_cert(own, between, name, ocsp, now);
        let chain = std::iter::once(own).chain(between);
        let shown = (
            chain.map(|one| one.clone().into_owned()).collect(),
            in_words(&verified.as_ref().map(drop).map_err(Clone::clone)),
        );
        *self.chain.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        verified
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

fn in_words(verified: &Result<(), Error>) -> Verdict {
    let Err(error) = verified else {
        return Ok(());
    };
    Err(match error {
        Error::InvalidCertificate(fault) => match fault {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "it, or one that signed it, has run out".to_owned()
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "it counts from a later day on; look at this computer's clock, too".to_owned()
            }
            CertificateError::UnknownIssuer => {
                "nobody who is trusted here has signed it; if somebody has, a certificate in between is missing".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "it is for other names".to_owned()
            }
            other => format!("it does not hold: {other}"),
        },
        other => format!("it does not hold: {other}"),
    })
}
