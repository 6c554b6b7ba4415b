//! Closed lists of words on the wire: an enum, its text forms, and reading that refuses (or tolerates) other words.

/// Makes an enum whose variants are fixed words on the wire.
///
/// `closed_enum! { /// Doc. Name { /// Doc. Variant = "word", … } }` refuses unknown words with `not_one_of`.
/// `Name default Variant { … }` says which is meant when nothing is said; `Name { … } tolerant Unknown` adds a variant that stands for any word this build does not know.
macro_rules! closed_enum {
    ($(#[doc = $doc:literal])+ $name:ident default $default:ident { $($body:tt)+ }) => {
        closed_enum! { $(#[doc = $doc])+ $name { $($body)+ } }

        impl Default for $name {
            fn default() -> Self {
                Self::$default
            }
        }
    };
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $vdoc])* $variant),+ }

        impl $name {
            /// The word on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        closed_enum!(@shared $name { $($variant = $text),+ } concat!($($doc, "\n"),+));

        impl std::str::FromStr for $name {
            type Err = $crate::issue::FieldIssue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::issue::FieldIssue::not_one_of(&[$($text),+])),
                }
            }
        }
    };
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])* $variant:ident = $text:literal),+ $(,)? } tolerant $unknown:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $vdoc])* $variant,)+
            /// A word that this build does not know; only ever read, never sent.
            $unknown,
        }

        impl $name {
            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ Self::$unknown => "unknown" }
            }
        }

        closed_enum!(@shared $name { $($variant = $text),+ } concat!($($doc, "\n"),+));

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(match text { $($text => Self::$variant,)+ _ => Self::$unknown })
            }
        }
    };
    (@shared $name:ident { $($variant:ident = $text:literal),+ } $doc:expr) => {
        impl $name {
            /// Every known value, in the order in which people should see them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        text_serde!($name, |word, _space| word.as_str());

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::schema::words($doc, &[$($text),+])
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }
    };
}

/// Serde for a type that is one string on the wire, by its `Display` and `FromStr`.
///
/// What `FromStr` says about a wrong text travels inside the serde error: see `FieldIssue::of_message`.
/// `text_serde!(Name, |value, space| …)` says how its text is written into [`Space`](crate::digits::Space) or where it lies already: lists are full
/// of ids and dates, and the formatter takes several times longer.
macro_rules! text_serde {
    ($name:ident) => {
        text_serde!(@write $name, |value, serializer| serializer.collect_str(value));
    };
    ($name:ident, |$value:ident, $space:ident| $text:expr) => {
        text_serde!(@write $name, |$value, serializer| {
            let $space: &mut $crate::digits::Space = &mut [0; _];
            serializer.serialize_str($text)
        });
    };
    (@write $name:ident, |$value:ident, $serializer:ident| $written:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, $serializer: S) -> Result<S::Ok, S::Error> {
                let $value = self;
                $written
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::issue::FromText(std::marker::PhantomData))
            }
        }
    };
}
