//! HTML in the making: every text is escaped on its way in.

/// A growing page.
#[derive(Debug, Default)]
pub struct Html(String);

/// How a column of a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Start,
    /// Numbers.
    End,
}

/// A column of a table.
pub type Column<'a> = (&'a str, Align);

impl Html {
    /// Markup of ours.
    pub fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// `<name>words</name>`.
    pub fn element(&mut self, name: &'static str, words: &str) {
        self.write(name, None, words);
    }

    /// `<name class="…">words</name>`.
    pub fn classed(&mut self, name: &'static str, class: &'static str, words: &str) {
        self.write(name, Some(class), words);
    }

    fn write(&mut self, name: &str, class: Option<&str>, words: &str) {
        self.open(name, class);
        self.text(words);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push_str(">\n");
    }

    fn open(&mut self, name: &str, class: Option<&str>) {
        self.0.push('<');
        self.0.push_str(name);
        if let Some(class) = class {
            self.0.push_str(" class=\"");
            self.0.push_str(class);
            self.0.push('"');
        }
        self.0.push('>');
    }

    fn text(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
    }

    /// A table with a caption. Each row has a field for each column.
    pub fn table(&mut self, caption: &str, columns: &[Column<'_>], rows: &[Vec<String>]) {
        self.raw("<table>");
        self.element("caption", caption);
        self.raw("<thead><tr>");
        for (name, align) in columns {
            self.cell("th", *align, name);
        }
        self.raw("</tr></thead><tbody>\n");
        for row in rows {
            self.raw("<tr>");
            for (field, (_, align)) in row.iter().zip(columns) {
                self.cell("td", *align, field);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table>\n");
    }

    fn cell(&mut self, name: &str, align: Align, words: &str) {
        self.write(name, (align == Align::End).then_some("n"), words);
    }

    /// A drawn figure with the line below it. The picture is trusted as it is.
    pub fn picture(&mut self, svg: &str, caption: &str) {
        self.raw("<figure>");
        // OK to cut: what stands before the picture is a prologue of a file of its own.
        self.raw(svg.find("<svg").map_or("", |start| &svg[start..]));
        self.element("figcaption", caption);
        self.raw("</figure>\n");
    }

    /// The page so far.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_become_markup() {
        let mut html = Html::default();
        html.element("p", "<script>\"a\" & b</script>");
        assert_eq!(html.into_string(), "<p>&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;</p>\n");
    }
}
