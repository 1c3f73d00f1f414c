//! One experiment, looked at as another is.

use crate::config::Draft;

impl Draft {
    /// The link of this experiment, which stands without what only a view depends on, for a page that shows it: in the page's
    /// language, revealed if the page is. A sealed cell is revealed only where its own guess was given.
    ///
    /// The page's own experiment comes back as the page has it.
    #[must_use]
    pub fn looked_at_as(&self, page: &Self) -> Self {
        if page.without_view() == *self {
            return page.clone();
        }
        let Self { reveal, language, .. } = *page;
        let reveal = reveal && (self.sealed.is_empty() || self.sealed == page.sealed);
        Self { reveal, language, ..self.clone() }
    }
}
