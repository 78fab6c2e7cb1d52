//! The identities of all actions.

/// An action's identity; what it is stands in its [`super::Action`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "the registry documents each, and a test holds the two together"
)]
pub enum Id {
    // everywhere
    Help,
    Command,
    Back,
    Close,
    Quit,
    Refresh,
    Freeze,
    HistoryBack,
    HistoryForward,
    LastPlace,
    Repaint,
    Suspend,
    Theme,
    // places
    Overview,
    Topics,
    Topic,
    Brokers,
    Broker,
    Groups,
    Group,
    Quorum,
    Events,
    Contexts,
    // tables
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Filter,
    Faults,
    Mark,
    SortLetter,
    SortLeft,
    SortRight,
    SortUp,
    SortDown,
    Sort,
    Copy,
    Save,
    // tabs
    NextTab,
    PreviousTab,
    // prompt
    PromptRun,
    PromptCancel,
    PromptAccept,
    PromptNext,
    PromptPrevious,
    PromptLeft,
    PromptRight,
    PromptHome,
    PromptEnd,
    PromptBackspace,
    PromptDelete,
    PromptDeleteWord,
    PromptClear,
    // dialog
    DialogConfirm,
    DialogCancel,
}
