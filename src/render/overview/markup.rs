//! Elements of HTML and SVG. Names of elements and attributes are nltrace's own; every text and every value is escaped here.

use crate::render::escape;

/// Attributes: names and values.
type MarkupAttributes<'a> = &'a [(&'static str, &'a str)];

/// Writes elements, one after the other.
pub(super) struct Markup<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Markup<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Markup<'a> {
        Markup { out }
    }

    /// Appends markup of nltrace's own.
    pub(super) fn own(&mut self, markup: &str) {
        self.out.extend_from_slice(markup.as_bytes());
    }

    /// Begins an element, which [`Markup::close`] ends.
    pub(super) fn open(&mut self, element: &'static str, attributes: MarkupAttributes<'_>) {
        self.start(element, attributes);
        self.own(">");
    }

    /// Ends an element.
    pub(super) fn close(&mut self, element: &'static str) {
        self.own("</");
        self.own(element);
        self.own(">\n");
    }

    /// Adds an element that holds nothing.
    pub(super) fn empty(&mut self, element: &'static str, attributes: MarkupAttributes<'_>) {
        self.start(element, attributes);
        self.own("/>");
    }

    /// Adds an element that holds text.
    pub(super) fn element(&mut self, element: &'static str, attributes: MarkupAttributes<'_>, text: &str) {
        self.open(element, attributes);
        escape::html(text, self.out);
        self.close(element);
    }

    fn start(&mut self, element: &'static str, attributes: MarkupAttributes<'_>) {
        self.own("<");
        self.own(element);
        for (name, value) in attributes {
            self.own(" ");
            self.own(name);
            self.own("=\"");
            escape::html(value, self.out);
            self.own("\"");
        }
    }
}
