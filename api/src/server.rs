//! Puts the application behind a listener: middleware in their order, the slices' routes, and one answer for every other address.

pub mod admission;
pub mod edge;
mod identify;
pub mod reread;
pub mod shutdown;
mod trace;

use std::net::TcpListener;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Condition, Next, from_fn};
use actix_web::{HttpRequest, HttpResponse, HttpServer, web};

use crate::app::App;
use crate::db::deadline;
use crate::error::ApiError;
use crate::http::docs::{self, Docs};
use crate::http::operations::{Operations, Target};
use crate::http::{cors, encoding, spa};
use crate::instance::Instance;
use crate::openapi::{self, Document};

/// Starts serving. The caller awaits the server, and stops it through its handle: signals are the caller's, too.
pub fn serve(
    instance: &Instance,
    listener: TcpListener,
    workers: usize,
) -> std::io::Result<Server> {
    let (app, auth) = (instance.app.clone(), web::Data::from(instance.auth.clone()));
    let operations = Operations::of(crate::api_operations()).map_err(std::io::Error::other)?;
    let own = openapi::Server {
        origin: &app.config.public_origin,
        refresh_cookie: auth.refresh_cookie(),
    };
    let document = Document::of(own, &operations)?;
    let operations = web::Data::new(operations);
    let docs = Docs::with(document.text().to_owned())
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    let docs = web::Data::new(docs);
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(app.clone())
            .app_data(auth.clone())
            .app_data(operations.clone())
            .app_data(docs.clone())
            .default_service(web::to(dispatch))
            .wrap(from_fn(encoding::spare_small_and_secret))
            .wrap(Compress::default())
            .wrap(from_fn(encoding::prefer_zstd))
            .wrap(from_fn(admission::admit))
            .wrap(from_fn(one_deadline))
            .wrap(Condition::new(
                cors::is_on(&app.config),
                cors::rules(&app.config),
            ))
            .wrap(from_fn(edge::edge))
    });
    let server = server
        .workers(workers)
        // A compressed answer leaves in several pieces: the kernel must not hold the last one back until the client,
        // which waits for it before it acknowledges anything, has acknowledged the others (RFC 896, RFC 1122 4.2.3.2).
        .tcp_nodelay(true)
        // Whoever hangs up waits for nothing any more: what is done for them alone, such as a long file, stops. A client that
        // closes its own side before it has read the answer gets none.
        .h1_allow_half_closed(false)
        .max_connections(25_000)
        .keep_alive(Duration::from_secs(15))
        .client_request_timeout(Duration::from_secs(5))
        .shutdown_timeout(10)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// All that a request waits for, from its session to its change, shares one time limit.
async fn one_deadline(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    deadline::scope(next.call(req)).await
}

/// The operation that the edge has found, or whatever lies elsewhere.
async fn dispatch(
    req: HttpRequest,
    payload: web::Payload,
    app: web::Data<App>,
    docs: web::Data<Docs>,
) -> Result<HttpResponse, ApiError> {
    let target = Target::of(&req);
    match target.operation() {
        Some(operation) => Ok(operation.call(req, payload.into_inner()).await),
        None => elsewhere(&req, &target, &app, &docs),
    }
}

/// Every address without a handler: `OPTIONS` and 405 where there are operations, 404 below them, else the browser app.
fn elsewhere(
    req: &HttpRequest,
    target: &Target,
    app: &App,
    docs: &Docs,
) -> Result<HttpResponse, ApiError> {
    if let Some(allow) = target.allow() {
        return match req.method().as_str() {
            "OPTIONS" => Ok(HttpResponse::NoContent()
                .insert_header(("allow", allow))
                .finish()),
            _ => Err(ApiError::method_not_allowed(allow.to_owned())),
        };
    }
    if target.is_api() {
        return Err(ApiError::not_found());
    }
    if docs::owns(req.path()) && !app.config.api_docs {
        return Err(ApiError::not_found());
    }
    match req.method().as_str() {
        "GET" if docs::owns(req.path()) => docs.file(req),
        "GET" => spa::answer(req),
        "OPTIONS" => Ok(HttpResponse::NoContent()
            .insert_header(("allow", "GET, HEAD, OPTIONS"))
            .finish()),
        _ => Err(ApiError::method_not_allowed(
            "GET, HEAD, OPTIONS".to_owned(),
        )),
    }
}

/// The application's state, as every middleware finds it.
fn app_of(req: &ServiceRequest) -> Result<web::Data<App>, ApiError> {
    req.app_data::<web::Data<App>>()
        .cloned()
        .ok_or_else(|| ApiError::broken("no application state"))
}
