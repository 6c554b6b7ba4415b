//! What was refused, for whoever watches for attacks: rights, anti-forgery checks, input, limits. A flood of refusals is
//! counted, not told line by line, so that it cannot push the trail out of its files.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::{HttpMessage as _, HttpRequest};
use shared::problem::ProblemCode;

use super::operations::Target;
use super::peer::ClientAddress;
use super::session::Presented;
use crate::logging::{SecurityEvent, SecurityKind, SecurityLog};

/// Refusals of one kind that an address has told one by one in a minute.
const TOLD_MAX: u64 = 30;
/// Addresses that are told apart in a minute; all others are counted as one.
const ADDRESSES_MAX: usize = 10_000;
const OTHERS: &str = "others";

/// The refusals of the present minute.
#[derive(Default)]
pub struct Refusals {
    counts: Mutex<HashMap<(String, SecurityKind), Count>>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    all: u64,
    /// Those that belong into the journal: everything but the typing errors of people who are signed in.
    grave: u64,
}

/// What an address was refused in a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub address: String,
    pub kind: SecurityKind,
    pub all: u64,
    /// Those that belong into the journal.
    pub grave: u64,
}

impl Sum {
    /// How many of them the trail has not told one by one.
    pub fn untold(&self) -> u64 {
        self.all.saturating_sub(TOLD_MAX)
    }
}

/// One refused request.
pub struct Refused<'a> {
    pub req: &'a HttpRequest,
    pub client: ClientAddress,
    pub request_id: &'a str,
    pub code: ProblemCode,
}

impl Refusals {
    /// Counts a refusal that can be part of an attack and leaves a line in the trail; says it in the log too when it was a
    /// right.
    pub fn report(&self, log: &SecurityLog, refused: &Refused<'_>) {
        let Some(kind) = kind_of(refused.code) else {
            return;
        };
        let actor = match refused.req.extensions().get::<Presented>() {
            Some(Presented::Signed(caller)) => caller.actor.user().map(|user| user.to_string()),
            _ => None,
        };
        let is_grave = kind != SecurityKind::InputValidationFail || actor.is_none();
        if self.count(refused.client, kind, is_grave) > TOLD_MAX {
            return;
        }
        // The template: what stands in the path itself is the caller's own text.
        let target = Target::of(refused.req);
        let route = target.route().unwrap_or("-");
        let detail = format!(
            "{} {route}: {}",
            refused.req.method(),
            refused.code.as_str()
        );
        if kind == SecurityKind::AuthzFail {
            let who = actor.as_deref().unwrap_or("nobody");
            log::warn!(
                "Refused {detail} for user id: {who} from IP: {}",
                refused.client.0
            );
        }
        log.record(&SecurityEvent {
            actor: actor.as_deref(),
            ip: Some(refused.client.0),
            request_id: Some(refused.request_id),
            detail: &detail,
            ..SecurityEvent::of(kind)
        });
    }

    /// The sums since the last call, the largest first.
    pub fn drain(&self) -> Vec<Sum> {
        let counts = std::mem::take(&mut *self.counts());
        let mut sums: Vec<Sum> = counts
            .into_iter()
            .map(|((address, kind), count)| Sum {
                address,
                kind,
                all: count.all,
                grave: count.grave,
            })
            .collect();
        sums.sort_by(|one, two| two.all.cmp(&one.all).then(one.address.cmp(&two.address)));
        sums
    }

    fn count(&self, client: ClientAddress, kind: SecurityKind, is_grave: bool) -> u64 {
        let mut counts = self.counts();
        let has_room = counts.len() < ADDRESSES_MAX;
        let count = match counts.entry((client.bucket(), kind)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) if has_room => place.insert(Count::default()),
            Entry::Vacant(_) => counts.entry((OTHERS.to_owned(), kind)).or_default(),
        };
        count.all = count.all.saturating_add(1);
        count.grave = count.grave.saturating_add(u64::from(is_grave));
        count.all
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<(String, SecurityKind), Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sign-in has events of its own; what is merely missing, stale or busy is nobody's attack.
fn kind_of(code: ProblemCode) -> Option<SecurityKind> {
    match code {
        ProblemCode::NotAllowed
        | ProblemCode::CsrfFailed
        | ProblemCode::WrongHost
        | ProblemCode::HttpsRequired => Some(SecurityKind::AuthzFail),
        ProblemCode::Malformed
        | ProblemCode::Invalid
        | ProblemCode::TooLarge
        | ProblemCode::WrongType => Some(SecurityKind::InputValidationFail),
        ProblemCode::SlowDown => Some(SecurityKind::ExcessRateLimitExceeded),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_addresses_takes_bounded_memory() {
        let refusals = Refusals::default();
        for number in 0..20_000_u32 {
            let client = ClientAddress(std::net::Ipv4Addr::from(number).into());
            refusals.count(client, SecurityKind::ExcessRateLimitExceeded, true);
        }
        let sums = refusals.drain();
        assert_eq!(sums.len(), ADDRESSES_MAX + 1);
        assert_eq!((sums[0].address.as_str(), sums[0].all), (OTHERS, 10_000));
        assert_eq!(refusals.drain(), []);
    }
}
