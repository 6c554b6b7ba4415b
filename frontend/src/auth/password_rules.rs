//! The password rules, ticking while the password is typed; found by the same function that refuses it.

use garde::Validate;
use leptos::prelude::*;
use shared::auth::PasswordPolicy;
use shared::problem::{FieldCode, FieldError};

use super::calls;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;

/// The rules in force: the server's, or the guide's while it cannot be asked (as before the set-up).
pub fn policy() -> Signal<PasswordPolicy> {
    let fetched = Fetched::new(|| (), |()| calls::password_policy());
    Signal::derive(move || fetched.last.get().unwrap_or(PasswordPolicy::GUIDE))
}

/// The draft's own rules, and those of the policy for its new password.
pub fn checked<T: Validate<Context = ()>>(
    draft: &T,
    at: &str,
    password: &str,
    policy: PasswordPolicy,
) -> Vec<FieldError> {
    let mut errors = shared::field::check(draft).err().unwrap_or_default();
    let already = errors
        .iter()
        .any(|error| error.pointer.as_deref() == Some(at));
    if !already {
        errors.extend(
            policy
                .check(password)
                .into_iter()
                .map(|issue| FieldError::at_pointer(at, issue)),
        );
    }
    errors
}

/// One tick a rule; the last one is the server's to judge.
#[component]
pub fn PasswordRules(
    #[prop(into)] password: Signal<String>,
    #[prop(into)] policy: Signal<PasswordPolicy>,
) -> AnyView {
    let broken = memo(move || {
        let typed = password.get();
        let issues = policy.get().check(&typed);
        (
            typed.is_empty(),
            issues
                .into_iter()
                .map(|issue| issue.code)
                .collect::<Vec<_>>(),
        )
    });
    let line = move |(code, word): (FieldCode, String)| {
        let met = move || broken.with(|(empty, broken)| !empty && !broken.contains(&code));
        view! {
            <li class:met=met>
                {live(move || view! { <Icon name=if met() { "circle-check" } else { "circle-dashed" } class="small"/> })}
                <span>{word}</span>
                <span class="seen-by-readers">{move || if met() { ": met" } else { ": not yet" }}</span>
            </li>
        }
    };
    view! {
        <ul class="ticks">
            {live(move || rules(&policy.get()).into_iter().map(line).collect_view())}
            <li><Icon name="circle-dashed" class="small"/><span>"not easy to guess (checked when you save)"</span></li>
        </ul>
    }
    .into_any()
}

fn rules(policy: &PasswordPolicy) -> Vec<(FieldCode, String)> {
    let all = [
        (
            true,
            FieldCode::TooShort,
            format!("{} characters or more", policy.min_length),
        ),
        (
            policy.needs_lowercase,
            FieldCode::MissingLowercase,
            "small letter".to_owned(),
        ),
        (
            policy.needs_uppercase,
            FieldCode::MissingUppercase,
            "capital letter".to_owned(),
        ),
        (
            policy.needs_number,
            FieldCode::MissingNumber,
            "number".to_owned(),
        ),
        (
            policy.needs_special,
            FieldCode::MissingSpecial,
            "other sign".to_owned(),
        ),
    ];
    all.into_iter()
        .filter(|(needed, ..)| *needed)
        .map(|(_, code, word)| (code, word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_shown_are_the_rules_in_force() {
        assert_eq!(rules(&PasswordPolicy::GUIDE).len(), 5);
        assert_eq!(
            rules(&PasswordPolicy::ASVS_L2),
            [(FieldCode::TooShort, "15 characters or more".to_owned())]
        );
    }
}
