//! One budget: several windows that hold together, counted for each key by actix-governor's limiter.

use std::sync::Arc;
use std::time::Duration;

use actix_governor::{GovernorConfigBuilder, KeyExtractor};
use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;
use governor::RateLimiter;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;

use super::rate_status::{RateStatus, name_of, share};
use crate::config::{Rate, Window};
use crate::error::ApiError;

/// A rate that cannot be counted: more calls than a window has nanoseconds.
#[derive(Debug, thiserror::Error)]
#[error("the rate of {0} calls cannot be counted")]
pub struct Unfit(&'static str);

type Buckets =
    RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// What one kind of caller may use up.
pub struct Budget<K> {
    key: K,
    /// In the rate's order: what the shortest refuses does not use up the longer ones.
    windows: Vec<Counted>,
    policy: String,
}

struct Counted {
    name: String,
    window: Window,
    buckets: Arc<Buckets>,
}

impl<K> Budget<K>
where
    K: KeyExtractor<Key = String, KeyExtractionError = ApiError>,
{
    pub(super) fn new(name: &'static str, rate: &Rate, key: K) -> Result<Self, Unfit> {
        let windows = rate.windows.iter();
        let counted: Option<Vec<Counted>> = windows
            .enumerate()
            .map(|(place, window)| Counted::new(name, place, *window, &key))
            .collect();
        let windows = counted.ok_or(Unfit(name))?;
        let policies: Vec<String> = windows.iter().map(Counted::policy).collect();
        Ok(Self {
            key,
            policy: policies.join(", "),
            windows,
        })
    }

    /// Takes one call from each window and leaves what it found in the request. Problem `slow_down`.
    pub fn count(&self, req: &ServiceRequest) -> Result<(), ApiError> {
        let key = self.key.extract(req)?;
        let mut nearest: Option<(u64, String)> = None;
        for counted in &self.windows {
            let left = match counted.take(&key) {
                Ok(left) => left,
                Err(wait_s) => {
                    let state = format!("\"{}\";r=0;t={wait_s}", counted.name);
                    self.leave(req, state);
                    return Err(ApiError::too_often(wait_s));
                }
            };
            let share = share(left, counted.window);
            if nearest.as_ref().is_none_or(|(least, _)| share < *least) {
                nearest = Some((share, counted.state(left)));
            }
        }
        if let Some((_, state)) = nearest {
            self.leave(req, state);
        }
        Ok(())
    }

    pub(super) fn forget_idle(&self) {
        for counted in &self.windows {
            counted.buckets.retain_recent();
            counted.buckets.shrink_to_fit();
        }
    }

    fn leave(&self, req: &ServiceRequest, state: String) {
        let rate_status = RateStatus::new(self.policy.clone(), state);
        req.extensions_mut().insert(rate_status);
    }
}

impl Counted {
    fn new<K>(budget: &str, place: usize, window: Window, key: &K) -> Option<Self>
    where
        K: KeyExtractor<Key = String>,
    {
        let refill = Duration::from_secs(u64::from(window.seconds)).checked_div(window.calls)?;
        let config = GovernorConfigBuilder::default()
            .key_extractor(key.clone())
            .use_headers()
            .period(refill)
            .burst_size(window.calls)
            .finish()?;
        Some(Self {
            name: name_of(budget, place, window.seconds),
            window,
            buckets: config.limiter(),
        })
    }

    /// The calls that are left, or the whole seconds until the next one: rounded up, never none.
    fn take(&self, key: &String) -> Result<u32, u64> {
        match self.buckets.check_key(key) {
            Ok(snapshot) => Ok(snapshot.remaining_burst_capacity()),
            Err(refusal) => Err(whole_seconds(
                refusal.wait_time_from(DefaultClock::default().now()),
            )),
        }
    }

    fn policy(&self) -> String {
        format!(
            "\"{}\";q={};w={}",
            self.name, self.window.calls, self.window.seconds
        )
    }

    /// `t` is the time until the budget is full again.
    fn state(&self, left: u32) -> String {
        let used = u64::from(self.window.calls.saturating_sub(left));
        let full_in_s =
            (used * u64::from(self.window.seconds)).div_ceil(u64::from(self.window.calls.max(1)));
        format!("\"{}\";r={left};t={full_in_s}", self.name)
    }
}

fn whole_seconds(wait: Duration) -> u64 {
    let rounded_up = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    rounded_up.max(1)
}

#[cfg(test)]
mod tests {
    use super::super::ByAddress;
    use super::*;

    fn budget(rate: &str) -> Budget<ByAddress> {
        Budget::new("user", &Rate::parse(rate).unwrap(), ByAddress).unwrap()
    }

    fn call(budget: &Budget<ByAddress>, address: &str) -> (String, Option<u64>) {
        let req = actix_web::test::TestRequest::default().to_srv_request();
        let client = super::super::ClientAddress(address.parse().unwrap());
        req.extensions_mut().insert(client);
        let outcome = budget.count(&req);
        let rate_status = req.extensions().get::<RateStatus>().unwrap().clone();
        let wait = outcome
            .err()
            .map(|refusal| refusal.retry_after_s().unwrap());
        (rate_status.state().unwrap().to_owned(), wait)
    }

    #[test]
    fn g50_g52_the_policy_names_each_window_and_the_state_the_tightest() {
        let budget = budget("20000 per day;6000 per hour;240 per minute");
        assert_eq!(
            budget.policy,
            "\"user\";q=240;w=60, \"user-hour\";q=6000;w=3600, \"user-day\";q=20000;w=86400"
        );
        assert_eq!(
            call(&budget, "192.0.2.1"),
            ("\"user\";r=239;t=1".to_owned(), None)
        );
    }

    #[test]
    fn g50_each_window_holds_and_a_refusal_uses_up_no_longer_one() {
        let budget = budget("6 per day;2 per hour");
        for expected in [None, None, Some(1_800), Some(1_800), Some(1_800)] {
            assert_eq!(call(&budget, "192.0.2.1").1, expected);
        }
        let day = &budget.windows[1].buckets;
        assert_eq!(
            day.check_key(&"192.0.2.1".to_owned())
                .unwrap()
                .remaining_burst_capacity(),
            3
        );
        assert_eq!(call(&budget, "192.0.2.2").1, None);
    }

    #[test]
    fn g48_one_ipv6_customer_has_one_budget() {
        let budget = budget("2 per hour");
        assert_eq!(call(&budget, "2001:db8:1:2::1").1, None);
        assert_eq!(call(&budget, "2001:db8:1:2:ffff::9").1, None);
        assert_eq!(call(&budget, "2001:db8:1:2::3").1, Some(1_800));
        assert_eq!(call(&budget, "2001:db8:1:3::1").1, None);
    }

    #[test]
    fn g50_the_wait_is_rounded_up_and_never_nothing() {
        for (wait_ms, expected) in [(0, 1), (1, 1), (999, 1), (1_000, 1), (1_001, 2)] {
            assert_eq!(
                whole_seconds(Duration::from_millis(wait_ms)),
                expected,
                "{wait_ms}"
            );
        }
    }

    #[test]
    fn callers_whose_budget_is_full_again_are_forgotten() {
        let budget = budget("1000000 per second");
        for number in 0..1_000_u32 {
            let address = std::net::Ipv4Addr::from(number).to_string();
            assert_eq!(call(&budget, &address).1, None);
        }
        // A millionth of a second refills each; the loop above took longer.
        budget.forget_idle();
        assert!(budget.windows[0].buckets.len() <= 1);
    }
}
