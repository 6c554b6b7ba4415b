//! How the server is reached: address, proxies, public origin, https and cookies.

use std::net::IpAddr;

use ipnet::IpNet;

use super::refusal::Faults;
use super::variables as vars;
use super::{AppEnv, CookieMode, Environment, Origin, Refusal};

pub(super) struct Reach {
    pub(super) bind: IpAddr,
    pub(super) port: u16,
    pub(super) trusted_proxies: Vec<IpNet>,
    pub(super) public_origin: String,
    pub(super) force_https: bool,
    pub(super) cookie_mode: CookieMode,
}

pub(super) fn read(env: &Environment, app_env: AppEnv, faults: &mut Faults) -> Reach {
    let loopback = IpAddr::from([127, 0, 0, 1]);
    let here = |port| Origin {
        secure: false,
        host: loopback.to_string(),
        port,
    };
    let bind = faults.or(bind(env, app_env), loopback);
    let port = faults.or(env.number(&vars::PORT), 8080);
    let trusted_proxies = faults.or(proxies(env), vec![]);
    let public = public_origin(env, app_env, bind, port, &trusted_proxies);
    // With a wrong origin every other rule about it would be broken as well.
    let force_https = match &public {
        Ok(public) => faults.or(force_https(env, app_env, public), false),
        Err(_) => false,
    };
    Reach {
        bind,
        port,
        public_origin: faults.or(public, here(port)).to_string(),
        cookie_mode: faults.or(cookie_mode(env, app_env, bind), CookieMode::Host),
        trusted_proxies,
        force_https,
    }
}

fn bind(env: &Environment, app_env: AppEnv) -> Result<IpAddr, Refusal> {
    let address = env.needed(&vars::BIND, |text| {
        text.parse::<IpAddr>()
            .map_err(|_| "must be an IP address.".to_owned())
    })?;
    if app_env == AppEnv::Development && !address.is_loopback() {
        return Err(Refusal::new(
            vars::BIND.name,
            "must be a loopback address in development; set APP_ENV=production to serve others.",
        ));
    }
    Ok(address)
}

fn public_origin(
    env: &Environment,
    app_env: AppEnv,
    bind: IpAddr,
    port: u16,
    proxies: &[IpNet],
) -> Result<Origin, Refusal> {
    let refuse = |reason: &str| Err(Refusal::new(vars::PUBLIC_ORIGIN.name, reason));
    let given = env.parsed(&vars::PUBLIC_ORIGIN, Origin::parse)?;
    match (given, app_env) {
        (None, AppEnv::Development) => Ok(Origin {
            secure: false,
            host: "127.0.0.1".to_owned(),
            port,
        }),
        (None, AppEnv::Production) => {
            refuse("is not set: production must know how browsers reach it.")
        }
        (Some(origin), AppEnv::Development) => Ok(origin),
        (Some(origin), AppEnv::Production) if origin.secure => Ok(origin),
        (Some(origin), AppEnv::Production) => {
            let local = bind.is_loopback() && proxies.is_empty() && origin.is_loopback();
            match local {
                false => refuse(
                    "must be https, except on the shop's one computer (loopback BIND, no TRUSTED_PROXIES, http://127.0.0.1:PORT).",
                ),
                true if origin.port != port => {
                    refuse("must name the PORT that this server listens on.")
                }
                true => Ok(origin),
            }
        }
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let network = text
        .parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    match network {
        Ok(network) if network.prefix_len() == 0 => {
            Err("must not trust the whole world.".to_owned())
        }
        Ok(network) => Ok(network.trunc()),
        Err(_) => Err("must list addresses or networks such as 10.0.0.0/8.".to_owned()),
    }
}

/// Proxies whose word is believed. A list that covers every address believes everybody, however it is written.
fn proxies(env: &Environment) -> Result<Vec<IpNet>, Refusal> {
    let listed = env.list(&vars::TRUSTED_PROXIES, network)?;
    // The widest that is anybody's own: 10.0.0.0/8 and fc00::/7. Neighbours count as the one network that they are.
    let is_too_wide = |network: &IpNet| match network {
        IpNet::V4(v4) => v4.prefix_len() < 8,
        IpNet::V6(v6) => v6.prefix_len() < 7,
    };
    match IpNet::aggregate(&listed).into_iter().find(is_too_wide) {
        Some(wide) => Err(Refusal::new(
            vars::TRUSTED_PROXIES.name,
            format!("must not trust all of {wide}: name the proxy's own address or network."),
        )),
        None => Ok(listed),
    }
}

fn force_https(env: &Environment, app_env: AppEnv, public: &Origin) -> Result<bool, Refusal> {
    let default = app_env == AppEnv::Production && public.secure;
    let force = env.optional_flag(&vars::FORCE_HTTPS)?.unwrap_or(default);
    if force && !public.secure {
        return Err(Refusal::new(
            vars::FORCE_HTTPS.name,
            "needs a PUBLIC_ORIGIN that is https, or browsers would be sent in circles.",
        ));
    }
    Ok(force)
}

fn cookie_mode(env: &Environment, app_env: AppEnv, bind: IpAddr) -> Result<CookieMode, Refusal> {
    let mode = env.choice(&vars::COOKIE_MODE, CookieMode::WORDS)?;
    let exposed = app_env == AppEnv::Production || !bind.is_loopback();
    if mode == CookieMode::InsecureDev && exposed {
        return Err(Refusal::new(
            vars::COOKIE_MODE.name,
            "may be insecure-dev in development on a loopback address only.",
        ));
    }
    Ok(mode)
}
