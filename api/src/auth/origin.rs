//! Which pages may call the endpoints that read or set our cookies, judged by headers alone; knows no request type.

/// What a request says about where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance<'a> {
    pub sec_fetch_site: Option<&'a str>,
    pub origin: Option<&'a str>,
    /// Only a cookie of this instance counts.
    pub has_our_cookie: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// From our own page, from an allowed one, or from a program without our cookie.
    Accepted,
    /// Nothing tells where it comes from, yet it carries our cookie: only a valid anti-forgery token helps.
    NeedsToken,
    Refused,
}

impl Provenance<'_> {
    /// `ours` are `PUBLIC_ORIGIN` and the origins of `CORS_ALLOWED_ORIGINS`, compared letter by letter.
    pub fn judge(&self, public_origin: &str, allowed: &[String]) -> Verdict {
        let is_allowed = |origin: &str| allowed.iter().any(|one| one == origin);
        let is_ours = |origin: &str| origin == public_origin || is_allowed(origin);
        let good_site = match self.sec_fetch_site {
            None | Some("same-origin") => true,
            Some("same-site") => self.origin.is_some_and(is_allowed),
            Some(_) => false,
        };
        let good_origin = self.origin.is_none_or(is_ours);
        match (
            good_site && good_origin,
            self.sec_fetch_site.or(self.origin),
        ) {
            (false, _) => Verdict::Refused,
            (true, None) if self.has_our_cookie => Verdict::NeedsToken,
            (true, _) => Verdict::Accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g30_asvs_3_5_1_the_table_of_origins() {
        use Verdict::{Accepted, NeedsToken, Refused};
        let ours = Some("https://shop.example");
        let friend = Some("https://friend.example");
        let evil = Some("https://evil.example");
        let longer = Some("https://shop.example.evil.example");
        let table = [
            // Sec-Fetch-Site, Origin, our cookie, verdict
            (Some("same-origin"), ours, true, Accepted),
            (Some("same-origin"), None, true, Accepted),
            (Some("same-origin"), evil, true, Refused),
            (Some("same-site"), friend, true, Accepted),
            (Some("same-site"), ours, true, Refused),
            (Some("same-site"), None, true, Refused),
            (Some("same-site"), evil, true, Refused),
            (Some("cross-site"), friend, true, Refused),
            (Some("cross-site"), evil, false, Refused),
            (Some("cross-site"), None, false, Refused),
            (Some("none"), None, true, Refused),
            (Some("none"), ours, false, Refused),
            (Some(""), ours, true, Refused),
            (Some("Same-Origin"), ours, true, Refused),
            (None, ours, true, Accepted),
            (None, friend, true, Accepted),
            (None, Some("null"), false, Refused),
            (None, Some("https://shop.example:8443"), true, Refused),
            (None, Some("https://shop.example/"), true, Refused),
            (None, Some("http://shop.example"), true, Refused),
            (None, Some("https://SHOP.example"), true, Refused),
            (None, longer, true, Refused),
            (None, None, true, NeedsToken),
            (None, None, false, Accepted),
        ];
        let allowed = ["https://friend.example".to_owned()];
        for (sec_fetch_site, origin, has_our_cookie, expected) in table {
            let asked = Provenance {
                sec_fetch_site,
                origin,
                has_our_cookie,
            };
            let verdict = asked.judge("https://shop.example", &allowed);
            assert_eq!(verdict, expected, "{asked:?}");
        }
    }

    #[test]
    fn same_site_is_refused_where_no_origin_is_allowed() {
        let asked = Provenance {
            sec_fetch_site: Some("same-site"),
            origin: Some("https://friend.example"),
            has_our_cookie: false,
        };
        assert_eq!(asked.judge("https://shop.example", &[]), Verdict::Refused);
    }
}
