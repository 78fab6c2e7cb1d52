//! What lies over the screen: a plan that wants its yes or its name, and news that are to be read.

use super::Ui;
use crate::jobs::errand::{Ended, Errand};
use crate::model::trouble::Trouble;
use crate::plan::{Consent, Danger};
use crate::report::Mark;
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::event::{Notice, Tone};
use crate::tui::key::Chord;
use crate::tui::theme::Role;
use crate::tui::widgets::dialog::{Choice, Dialog};
use crossterm::event::KeyCode;

/// The longest name that is typed, in bytes.
const LONGEST: usize = 1_000;

/// What lies over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Over {
    /// A plan that waits for the person.
    Plan(Box<Question>),
    /// News, shown until they were read.
    News {
        /// What they are of.
        title: String,
        /// The lines.
        lines: Vec<(Role, String)>,
    },
}

/// A plan that waits for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    errand: Errand,
    /// Where it would be done.
    place: String,
    /// What was typed so far, of the name that is wanted.
    typed: String,
    /// The choice stands on yes; it begins on no.
    yes: bool,
    /// What was typed was not the name.
    wrong: bool,
}

impl Question {
    fn wants_name(&self) -> bool {
        self.errand.plan.danger == Danger::Destroy
    }
}

impl Over {
    /// The scopes its keys are of.
    pub(super) fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Plan(question) if !question.wants_name() => &[Scope::Choice, Scope::Dialog],
            Self::Plan(_) | Self::News { .. } => &[Scope::Dialog],
        }
    }

    /// As it is drawn.
    pub(super) fn dialog(&self) -> Dialog {
        match self {
            Self::News { title, lines } => Dialog {
                title: title.clone(),
                lines: lines.clone(),
                foot: "enter closes".to_owned(),
                ..Dialog::default()
            },
            Self::Plan(question) => question.dialog(),
        }
    }
}

impl Question {
    fn dialog(&self) -> Dialog {
        let plan = &self.errand.plan;
        let mut lines: Vec<(Role, String)> = plan.words.iter().map(|line| (Role::Dialog, line.clone())).collect();
        lines.push((Role::Dialog, String::new()));
        lines.push((Role::Dim, format!("same as: {}", plan.command_line())));
        let title = format!("{} on {}", capital(&plan.title()), self.place);
        if !self.wants_name() {
            lines.push((Role::Dialog, String::new()));
            return Dialog {
                title,
                lines,
                choice: Some(Choice {
                    words: ["no, leave it", "yes, do it"],
                    chosen: usize::from(self.yes),
                }),
                foot: "y does it, esc leaves".to_owned(),
                ..Dialog::default()
            };
        }
        if self.wrong {
            lines.push((
                Role::DialogDanger,
                format!("that is not the {}'s name", plan.object.kind),
            ));
        }
        Dialog {
            title,
            lines,
            input: Some((
                format!("type the {}'s name to go on:", plan.object.kind),
                self.typed.clone(),
            )),
            foot: "esc leaves".to_owned(),
            ..Dialog::default()
        }
    }
}

impl Ui {
    /// Asks whether an errand is to be carried out; what changes nothing is not asked for, and what cannot be is refused
    /// at once.
    pub(super) fn ask(&mut self, mut errand: Errand, now: i64) -> Vec<Effect> {
        let plan = &mut errand.plan;
        if plan.danger == Danger::Read {
            return vec![Effect::Carry(Box::new(errand), Consent::None)];
        }
        if self.shared.contexts.read_only() {
            let text = format!("{}: this context is read-only", plan.title());
            self.tell(Notice::new(Tone::Warning, text), now);
            return Vec::new();
        }
        plan.cluster = self.shared.view.cluster.data.id.as_ref().value().cloned();
        let current = self.shared.contexts.current.as_ref();
        self.over = Some(Over::Plan(Box::new(Question {
            errand,
            place: current.map_or_else(String::new, |context| context.name.clone()),
            typed: String::new(),
            yes: false,
            wrong: false,
        })));
        Vec::new()
    }

    pub(super) fn key_in_dialog(&mut self, chord: Chord) -> Vec<Effect> {
        let Some(over) = &mut self.over else {
            return Vec::new();
        };
        let id = self.shared.keymap.action(over.scopes(), chord);
        let Over::Plan(question) = over else {
            if matches!(id, Some(Id::DialogConfirm | Id::DialogCancel)) || chord.typed().is_some() {
                self.over = None;
            }
            return Vec::new();
        };
        match id {
            Some(Id::DialogCancel | Id::DialogNo) => self.over = None,
            Some(Id::DialogYes) => return self.agreed(Consent::Yes),
            Some(Id::DialogOther) => question.yes = !question.yes,
            Some(Id::DialogConfirm) if question.wants_name() => {
                if question.typed == question.errand.plan.object.name {
                    let consent = Consent::Typed(question.typed.clone());
                    return self.agreed(consent);
                }
                question.wrong = true;
            }
            Some(Id::DialogConfirm) if question.yes => return self.agreed(Consent::Yes),
            Some(Id::DialogConfirm) => self.over = None,
            Some(_) => {}
            None if question.wants_name() => {
                question.wrong = false;
                if chord == Chord::plain(KeyCode::Backspace) {
                    question.typed.pop();
                } else if question.typed.len() < LONGEST {
                    question.typed.extend(chord.typed());
                }
            }
            None => {}
        }
        Vec::new()
    }

    pub(super) fn paste_in_dialog(&mut self, text: &str) {
        if let Some(Over::Plan(question)) = &mut self.over
            && question.wants_name()
        {
            let room = LONGEST.saturating_sub(question.typed.len());
            let plain = text.chars().filter(|c| !c.is_control()).take(room);
            question.typed.extend(plain);
            question.wrong = false;
        }
    }

    fn agreed(&mut self, consent: Consent) -> Vec<Effect> {
        match self.over.take() {
            Some(Over::Plan(question)) => vec![Effect::Carry(Box::new(question.errand), consent)],
            _ => Vec::new(),
        }
    }

    /// An errand ended: what went well passes by, what did not is shown until it was read.
    pub(super) fn ended(&mut self, ended: Ended, now: i64) {
        let title = capital(&ended.plan.title());
        let (said, lines) = match ended.result {
            // its screen shows all there is to say
            Ok(outcome) if outcome.said.is_empty() => return,
            Ok(outcome) if outcome.lines.is_empty() => {
                return self.tell(Notice::new(tone(outcome.mark), outcome.said), now);
            }
            Ok(outcome) => {
                let lines = outcome.lines.into_iter().map(|line| (Role::Dialog, line));
                ((role(outcome.mark), outcome.said), lines.collect())
            }
            Err(trouble) => ((Role::StateBad, format!("not done: {}", trouble.cause)), more(&trouble)),
        };
        // a plan that is being read is not covered
        if self.over.is_some() {
            return self.tell(Notice::new(Tone::Bad, format!("{title}: {}", said.1)), now);
        }
        let lines = std::iter::once(said).chain(lines).collect();
        self.over = Some(Over::News { title, lines });
    }
}

fn more(trouble: &Trouble) -> Vec<(Role, String)> {
    let with = trouble.broker.as_ref().map(|peer| format!(" at {}", peer.address));
    let at = format!("{}{}", trouble.operation, with.unwrap_or_default());
    let hint = trouble.hint.iter().map(|hint| (Role::Dim, format!("try: {hint}")));
    std::iter::once((Role::Dialog, at)).chain(hint).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

const fn tone(mark: Mark) -> Tone {
    match mark {
        Mark::Bad => Tone::Bad,
        Mark::Warning => Tone::Warning,
        Mark::Ok => Tone::Good,
        Mark::Unknown | Mark::Moving | Mark::None => Tone::Info,
    }
}

const fn role(mark: Mark) -> Role {
    match mark {
        Mark::Bad => Role::StateBad,
        Mark::Warning => Role::StateWarn,
        Mark::Ok => Role::StateOk,
        Mark::Unknown | Mark::Moving | Mark::None => Role::Dialog,
    }
}
