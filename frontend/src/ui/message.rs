//! A line on soft ground that stays: what is so, and what may be done about it.

use leptos::prelude::*;

use super::icon::Icon;

/// What kind of news a message brings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Plain => "info",
            Self::Good => "circle-check",
            Self::Warn | Self::Bad => "circle-alert",
        }
    }
}

/// Icon, text, and at its end what may be done.
#[component]
pub fn Message(
    tone: Tone,
    #[prop(optional)] icon: Option<&'static str>,
    children: Children,
) -> AnyView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=format!("message {}", tone.class()) role=role>
            <Icon name=icon.unwrap_or(tone.icon())/>
            {children()}
        </div>
    }
    .into_any()
}
