//! What is lit in a list of suggestions, and what keys do to it.

use leptos::prelude::*;

use crate::ui::suggestion::Suggestion;

/// What a key does to the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    Next,
    Previous,
}

/// What is lit: Enter, and Ctrl+Enter on its way to save, take this and nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lit {
    Nothing,
    /// Whatever stands first.
    Top,
    /// The one that the arrows chose, wherever a later answer moves it.
    Key(String),
}

impl Lit {
    fn place(&self, list: &[Suggestion]) -> Option<usize> {
        match self {
            Self::Nothing => None,
            Self::Top => (!list.is_empty()).then_some(0),
            Self::Key(key) => list.iter().position(|suggestion| suggestion.key == *key),
        }
    }
}

/// What is open and lit, and what a key does to it.
#[derive(Clone, Copy)]
pub struct Choosing {
    pub value: RwSignal<String>,
    pub suggestions: Signal<Vec<Suggestion>>,
    pub open: RwSignal<bool>,
    pub lit: RwSignal<Lit>,
    pub takes_top: Signal<bool>,
    pub take: Callback<Suggestion>,
    pub keep: Option<Callback<()>>,
}

impl Choosing {
    pub fn shown(self) -> bool {
        self.open.get() && self.suggestions.with(|list| !list.is_empty())
    }

    /// The place of what is lit (reactive).
    pub fn place(self) -> Option<usize> {
        let lit = match self.lit.get() {
            Lit::Top if !self.takes_top.get() => Lit::Nothing,
            lit => lit,
        };
        let place = self.suggestions.with(|list| lit.place(list));
        place.filter(|_| self.shown())
    }

    pub fn typed(self, text: String) {
        self.value.set(text);
        self.lit.set(Lit::Top);
        self.open.set(true);
    }

    pub fn accept(self, index: usize) {
        let taken = self
            .suggestions
            .with_untracked(|list| list.get(index).cloned());
        self.open.set(false);
        self.lit.set(Lit::Nothing);
        if let Some(taken) = taken {
            self.take.run(taken);
        }
    }

    fn step(self, to: Move) {
        let here = untrack(|| self.place());
        self.open.set(true);
        self.suggestions.with_untracked(|list| {
            let there = stepped(here, list.len(), to).and_then(|place| list.get(place));
            if let Some(there) = there {
                self.lit.set(Lit::Key(there.key.clone()));
            }
        });
    }

    fn enter(self) {
        match untrack(|| self.place()) {
            Some(index) => self.accept(index),
            None => {
                self.open.set(false);
                if let Some(keep) = self.keep {
                    keep.run(());
                }
            }
        }
    }

    pub fn key(self, event: &web_sys::KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        if event.ctrl_key() || event.meta_key() {
            // The form that is saved by this key has what was lit.
            if event.key() == "Enter"
                && let Some(index) = untrack(|| self.place())
            {
                self.accept(index);
            }
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => self.step(Move::Next),
            "ArrowUp" => self.step(Move::Previous),
            "Enter" => self.enter(),
            "Escape" if untrack(|| self.shown()) => {
                event.stop_propagation();
                self.open.set(false);
            }
            _ => return,
        }
        event.prevent_default();
    }
}

/// Where a step leads in a list of so many.
pub fn stepped(from: Option<usize>, count: usize, to: Move) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (to, from) {
        (Move::Next, None) => 0,
        (Move::Next, Some(at)) => at.saturating_add(1).min(last),
        (Move::Previous, None) => last,
        (Move::Previous, Some(at)) => at.saturating_sub(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_arrows_chose_stays_lit_wherever_it_moves() {
        let list = |keys: &[&str]| -> Vec<Suggestion> {
            let one = |key: &&str| Suggestion {
                key: (*key).to_owned(),
                ..Suggestion::default()
            };
            keys.iter().map(one).collect()
        };
        let b = Lit::Key("b".to_owned());
        for (lit, keys, expected) in [
            (&b, list(&["a", "b"]), Some(1)),
            (&b, list(&["b", "a"]), Some(0)),
            (&b, list(&["a"]), None),
            (&Lit::Top, list(&["a", "b"]), Some(0)),
            (&Lit::Top, list(&[]), None),
            (&Lit::Nothing, list(&["a"]), None),
        ] {
            assert_eq!(lit.place(&keys), expected, "{lit:?}");
        }
    }

    #[test]
    fn the_choice_moves_within_the_list() {
        let cases = [
            (None, 0, Move::Next, None),
            (None, 3, Move::Next, Some(0)),
            (Some(2), 3, Move::Next, Some(2)),
            (Some(0), 3, Move::Previous, Some(0)),
            (None, 3, Move::Previous, Some(2)),
        ];
        for (from, count, to, expected) in cases {
            assert_eq!(
                stepped(from, count, to),
                expected,
                "{from:?} of {count} {to:?}"
            );
        }
    }
}
