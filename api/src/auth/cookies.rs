//! The two cookies of a browser: the refresh token, and the mark of a device that has signed in before.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use super::store::devices;
use crate::config::CookieMode;

/// Their names end in the instance's suffix; a cookie of another instance is as good as none.
#[derive(Clone, Debug)]
pub struct Cookies {
    refresh: String,
    device: String,
    secure: bool,
}

impl Cookies {
    pub fn new(mode: CookieMode, suffix: &str) -> Self {
        let (prefix, secure) = match mode {
            CookieMode::Host => ("__Host-", true),
            CookieMode::InsecureDev => ("", false),
        };
        Self {
            refresh: format!("{prefix}zehmo_rt_{suffix}"),
            device: format!("{prefix}zehmo_dev_{suffix}"),
            secure,
        }
    }

    pub fn refresh_name(&self) -> &str {
        &self.refresh
    }

    pub fn refresh_of(&self, req: &HttpRequest) -> Option<String> {
        req.cookie(&self.refresh)
            .map(|cookie| cookie.value().to_owned())
    }

    pub fn device_of(&self, req: &HttpRequest) -> Option<String> {
        req.cookie(&self.device)
            .map(|cookie| cookie.value().to_owned())
    }

    /// Without `Max-Age` and `Expires`: it goes with the browser.
    pub fn refresh(&self, token: String) -> Cookie<'static> {
        self.cookie(&self.refresh, token)
    }

    pub fn device(&self, token: String) -> Cookie<'static> {
        let mut cookie = self.cookie(&self.device, token);
        cookie.set_max_age(Duration::milliseconds(devices::KNOWN_MS));
        cookie
    }

    /// Deletes the refresh cookie. Only signing out does this: a failed refresh in one tab must not sign out another.
    pub fn no_refresh(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(&self.refresh, String::new());
        cookie.make_removal();
        cookie
    }

    fn cookie(&self, name: &str, value: String) -> Cookie<'static> {
        Cookie::build(name.to_owned(), value)
            .path("/")
            .secure(self.secure)
            .http_only(true)
            .same_site(SameSite::Strict)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g25_g26_g27_g45_the_refresh_cookie_is_closed_and_goes_with_the_browser() {
        let cookies = Cookies::new(CookieMode::Host, "a1b2c3");
        assert_eq!(
            cookies.refresh("t".to_owned()).to_string(),
            "__Host-zehmo_rt_a1b2c3=t; HttpOnly; SameSite=Strict; Secure; Path=/"
        );
        assert_eq!(
            cookies.device("t".to_owned()).to_string(),
            "__Host-zehmo_dev_a1b2c3=t; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=7776000"
        );
    }

    #[test]
    fn development_may_do_without_secure() {
        let cookies = Cookies::new(CookieMode::InsecureDev, "a1b2c3");
        assert_eq!(
            cookies.refresh("t".to_owned()).to_string(),
            "zehmo_rt_a1b2c3=t; HttpOnly; SameSite=Strict; Path=/"
        );
    }
}
