//! A state as word, icon and colour; never colour alone.

use leptos::prelude::*;

use super::icon::Icon;

/// How a state looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Normal, therefore quiet.
    Done,
    /// Somebody must act.
    Waiting,
    Ready,
    /// No longer counts.
    Off,
    /// On its way to the server.
    Saving,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "status done",
            Self::Waiting => "status waiting",
            Self::Ready => "status ready",
            Self::Off | Self::Saving => "status off",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Done => "circle-check",
            Self::Waiting => "circle-dashed",
            Self::Ready => "package-check",
            Self::Off => "ban",
            Self::Saving => "loader-circle",
        }
    }
}

#[component]
pub fn Status(
    look: Look,
    #[prop(into)] word: String,
    #[prop(optional)] icon: Option<&'static str>,
) -> AnyView {
    view! {
        <span class=look.class()>
            <Icon name=icon.unwrap_or(look.icon()) class="small"/>
            <span>{word}</span>
        </span>
    }
    .into_any()
}
