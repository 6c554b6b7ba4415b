//! The macro that makes the parameters of a list.

/// Makes the parameters of a list: its filters, and with them `sort`, `limit`, `cursor`, `include_total`.
///
/// After `sort` stand the keys and the order when none is asked for: `sort JobSort = Sort::by(JobSort::Total, true), {`.
/// Each filter is `/// doc`, `#[garde(…)]`, `name: Type => schema`, the upper end of a span also `#[not_below(lower)]`. A second struct, named after `filter`,
/// holds the filters alone, for `…/summary`.
///
/// A third one, named after `export`, holds filters and order together with how the list becomes a file, and in braces what
/// else that list asks of it.
macro_rules! list_query {
    (
        $(#[doc = $doc:literal])+ $query:ident filter $filter:ident export $export:ident { $($own:tt)* }
        sort $sort:ty = $order:expr, { $($body:tt)* }
    ) => {
        crate::page::list_query! { $(#[doc = $doc])+ $query filter $filter sort $sort = $order, { $($body)* } }
        crate::page::list_query! { @export $query $export $sort { $($body)* } { $($own)* } }
    };
    (
        $(#[doc = $doc:literal])+ $query:ident export $export:ident { $($own:tt)* }
        sort $sort:ty = $order:expr, { $($body:tt)* }
    ) => {
        crate::page::list_query! { $(#[doc = $doc])+ $query sort $sort = $order, { $($body)* } }
        crate::page::list_query! { @export $query $export $sort { $($body)* } { $($own)* } }
    };
    ($(#[doc = $doc:literal])+ $query:ident filter $filter:ident sort $sort:ty = $order:expr, { $($body:tt)* }) => {
        crate::page::list_query! { $(#[doc = $doc])+ $query sort $sort = $order, { $($body)* } }
        crate::page::list_query! { @filter $query $filter { $($body)* } }
    };
    (
        $(#[doc = $doc:literal])+ $query:ident sort $sort:ty = $order:expr, {
            $($(#[doc = $fdoc:literal])+ $(#[garde($($rule:tt)+)])? $(#[not_below($least:ident)])? $field:ident: $ty:ty => $schema:expr,)*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, garde::Validate)]
        #[serde(default, deny_unknown_fields)]
        pub struct $query {
            $($(#[doc = $fdoc])+
            $(#[garde($($rule)+)])?
            $(#[garde(custom(crate::page::not_below(&self.$least)))])?
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub $field: $ty,)*
            /// Order: comma list of keys, `-` = descending; the id is always the last key.
            #[garde(skip)]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub sort: Option<crate::page::Sort<$sort>>,
            /// Rows of a page, 1–200, default 50.
            #[garde(custom(crate::page::limit_rule))]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub limit: Option<u16>,
            /// `next_cursor` of the page before; bound to the same filters and order.
            #[garde(inner(custom(crate::field::text_rule(crate::field::cursor))))]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub cursor: Option<String>,
            /// Count the matching rows, up to 10 000?
            #[garde(skip)]
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub include_total: bool,
        }

        impl $query {
            /// Rows to give at most, 1–200.
            #[must_use]
            pub fn limit(&self) -> u16 {
                self.limit.unwrap_or(crate::page::LIMIT_DEFAULT).clamp(1, crate::page::LIMIT_MAX)
            }

            /// The order when none is asked for.
            #[must_use]
            pub fn default_sort() -> crate::page::Sort<$sort> {
                $order
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::IntoParams for $query {
            fn into_params(
                place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                let mut params = vec![
                    $(crate::schema::parameter(&place, stringify!($field), concat!($($fdoc, "\n"),+), $schema),)*
                ];
                params.extend(crate::page::schema::paging(&place, <$sort>::ALL, &Self::default_sort()));
                params
            }
        }
    };
    (
        @filter $query:ident $filter:ident {
            $($(#[doc = $fdoc:literal])+ $(#[garde($($rule:tt)+)])? $(#[not_below($least:ident)])? $field:ident: $ty:ty => $schema:expr,)*
        }
    ) => {
        /// The filters of the list alone, for its sums: same names, same meaning.
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, garde::Validate)]
        #[serde(default, deny_unknown_fields)]
        pub struct $filter {
            $($(#[doc = $fdoc])+
            $(#[garde($($rule)+)])?
            $(#[garde(custom(crate::page::not_below(&self.$least)))])?
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub $field: $ty,)*
        }

        impl $query {
            /// The filters alone.
            #[must_use]
            pub fn filter(&self) -> $filter {
                $filter { $($field: self.$field.clone(),)* }
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::IntoParams for $filter {
            fn into_params(
                place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                vec![
                    $(crate::schema::parameter(&place, stringify!($field), concat!($($fdoc, "\n"),+), $schema),)*
                ]
            }
        }
    };
    (
        @export $query:ident $export:ident $sort:ty {
            $($(#[doc = $fdoc:literal])+ $(#[garde($($rule:tt)+)])? $(#[not_below($least:ident)])? $field:ident: $ty:ty => $schema:expr,)*
        } {
            $($(#[doc = $odoc:literal])+ $own:ident: $owned:ty => $owned_schema:expr,)*
        }
    ) => {
        /// The list's filters and order, and the file that it shall become.
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, garde::Validate)]
        #[serde(default, deny_unknown_fields)]
        pub struct $export {
            $($(#[doc = $fdoc])+
            $(#[garde($($rule)+)])?
            $(#[garde(custom(crate::page::not_below(&self.$least)))])?
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub $field: $ty,)*
            /// Order of the rows, as in the list.
            #[garde(skip)]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub sort: Option<crate::page::Sort<$sort>>,
            /// The kind of file.
            #[garde(skip)]
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub format: crate::files::Format,
            /// What stands between the cells of a CSV file.
            #[garde(skip)]
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub separator: crate::files::Separator,
            $($(#[doc = $odoc])+
            #[garde(skip)]
            #[serde(skip_serializing_if = "crate::page::is_default")]
            pub $own: $owned,)*
        }

        impl $export {
            /// The list that becomes a file, from its first row.
            #[must_use]
            pub fn list(&self) -> $query {
                $query {
                    $($field: self.$field.clone(),)*
                    sort: self.sort.clone(),
                    ..$query::default()
                }
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::IntoParams for $export {
            fn into_params(
                place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                let mut params = vec![
                    $(crate::schema::parameter(&place, stringify!($field), concat!($($fdoc, "\n"),+), $schema),)*
                    crate::page::schema::sort(&place, <$sort>::ALL, &$query::default_sort()),
                ];
                params.extend(crate::files::parameters(&place));
                params.extend([
                    $(crate::schema::parameter(&place, stringify!($own), concat!($($odoc, "\n"),+), $owned_schema),)*
                ]);
                params
            }
        }
    };
}
pub(crate) use list_query;
