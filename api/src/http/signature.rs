//! What the types in a handler's signature say of its operation, so that nothing of it is told a second time.

use actix_web::{FromRequest, HttpRequest, Responder, web};
use serde::Serialize;
use shared::permission::Permission;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::error::ApiError;

/// What an operation reads and answers.
#[derive(Default)]
pub struct Signature {
    /// The right it needs; none for an operation that is open to everybody.
    pub right: Option<Permission>,
    /// One that it needs beside that.
    pub right_beside: Option<Permission>,
    pub body: Body,
    /// Whether it reads any query parameter.
    pub takes_query: bool,
    /// Whether it changes a record that has a revision, which the caller must name.
    pub takes_revision: bool,
    /// Whether a browser's cookies count, so that a change may need the anti-forgery token.
    pub takes_cookies: bool,
    pub answer: Answered,
    /// The query's parameters, as the document shows them.
    pub parameters: Vec<Parameter>,
    /// What stands for each `{…}` in its address, in their order.
    pub path_parameters: Vec<RefOr<Schema>>,
    /// Of a JSON body.
    pub body_schema: Option<RefOr<Schema>>,
    /// Of a JSON answer.
    pub answer_schema: Option<RefOr<Schema>>,
    /// Every schema that one of these names.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// The body that an operation takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// None, or an object without members.
    #[default]
    None,
    Json {
        bytes_max: usize,
    },
    /// A file of one of these types.
    File {
        kinds: &'static [&'static str],
        bytes_max: u64,
    },
}

/// What its success is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    /// It holds a secret: never compressed beside what was sent (BREACH), never kept for repeats.
    pub is_secret: bool,
    /// A page of a list.
    pub is_list: bool,
    /// Carries the `ETag` of a record.
    pub is_revised: bool,
    /// Answers 304 to whoever has the answer already, if it is read.
    pub is_conditional: bool,
    /// Goes on in the background; says when to look again.
    pub is_begun: bool,
    /// Carries the `Location` of what was made or is being made.
    pub is_located: bool,
    /// It is a file of one of these media types, not JSON.
    pub files: &'static [&'static str],
}

impl Signature {
    /// A type's schema by its name; it becomes one of the document's.
    pub fn named<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(name).into()
    }

    /// Whether this parameter of the query is a whole number.
    pub fn takes_number(&self, name: &str) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|known| {
            let is_number = matches!(
                &known.schema,
                Some(RefOr::T(Schema::Object(schema))) if schema.schema_type == Type::Integer.into()
            );
            known.name == name && is_number
        })
    }

    /// The answer is JSON of this type.
    pub fn answers<T: ToSchema>(&mut self, status: u16) {
        self.answer.status = status;
        self.answer_schema = Some(self.named::<T>());
    }

    /// The answer is a page of rows of this type.
    pub fn answers_page<T: ToSchema>(&mut self) {
        self.answer.status = 200;
        self.answer.is_list = true;
        self.named::<T>();
        let name = format!("Page_{}", T::name());
        let page = shared::page::Page::<T>::schema();
        shared::page::Page::<T>::schemas(&mut self.schemas);
        self.schemas.push((name.clone(), page));
        self.answer_schema = Some(Ref::from_schema_name(name).into());
    }
}

/// A type that a handler may ask for.
pub trait Argument: FromRequest {
    /// Says what it means to the operation; most mean nothing.
    fn declare(_signature: &mut Signature) {}
}

/// A type that a handler may answer with. `Json<Page<…>>` is none: a list goes by [`super::query::Paged`], with its `Link`.
///
/// ```
/// fn answers<A: api::http::signature::Answer>() {}
/// answers::<api::http::query::Paged<shared::jobs::Job>>();
/// ```
/// ```compile_fail
/// fn answers<A: api::http::signature::Answer>() {}
/// answers::<actix_web::web::Json<shared::page::Page<shared::jobs::Job>>>();
/// ```
pub trait Answer: Responder {
    fn declare(signature: &mut Signature);
}

impl<T: 'static> Argument for web::Data<T> {}
impl Argument for HttpRequest {}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<$($argument: Argument + 'static),*> Argument for ($($argument,)*) {
            fn declare(_signature: &mut Signature) {
                $($argument::declare(_signature);)*
            }
        }
    };
}
arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);

impl<T: Answer> Answer for Result<T, ApiError> {
    fn declare(signature: &mut Signature) {
        T::declare(signature);
    }
}

impl<T: Serialize + ToSchema> Answer for web::Json<T> {
    fn declare(signature: &mut Signature) {
        signature.answers::<T>(200);
    }
}
