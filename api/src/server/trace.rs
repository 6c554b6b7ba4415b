//! What admission learned of a request, kept for its answer: a panic or an endless handler takes the request along.

use std::cell::OnceCell;
use std::rc::Rc;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{HttpMessage as _, HttpResponse};

use crate::http::limits::RateStatus;
use crate::http::session::Presented;

/// Held by the edge and, while there is one, by the request; clones share it.
#[derive(Clone, Default)]
pub struct Trace(Rc<OnceCell<Learned>>);

#[derive(Clone)]
struct Learned {
    presented: Option<Presented>,
    rate_status: Option<RateStatus>,
}

impl Trace {
    /// Notes who is calling and how much is left. The first note stays.
    pub fn note(req: &ServiceRequest) {
        let extensions = req.extensions();
        if let Some(Self(cell)) = extensions.get::<Self>() {
            cell.get_or_init(|| Learned {
                presented: extensions.get().cloned(),
                rate_status: extensions.get().cloned(),
            });
        }
    }

    /// An answer to a request that is gone: the router needs it alone, so none is kept across the call.
    pub fn without_request(&self, answer: HttpResponse) -> ServiceResponse {
        let stand_in = actix_web::test::TestRequest::default().to_http_request();
        if let Some(learned) = self.0.get().cloned() {
            let mut extensions = stand_in.extensions_mut();
            if let Some(presented) = learned.presented {
                extensions.insert(presented);
            }
            if let Some(rate_status) = learned.rate_status {
                extensions.insert(rate_status);
            }
        }
        ServiceResponse::new(stand_in, answer)
    }
}
