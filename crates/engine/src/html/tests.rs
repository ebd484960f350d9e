//! What a stranger may send as HTML, and what is left of it. How the frame shows it is tested in the UI.

use super::*;

fn clean(html: &str) -> String {
    sanitise(html).unwrap().html
}

#[test]
fn structure_and_words_stay() {
    let html = r#"<h2>Agenda</h2><p dir="rtl">One <b>bold</b><br>line</p><ul><li>a</li></ul>
        <table border="2"><tr><td colspan="2">x</td></tr></table>"#;
    let clean = clean(html);
    for kept in [
        "<h2>Agenda</h2>",
        r#"<p dir="rtl">One <b>bold</b><br>line</p>"#,
        "<ul><li>a</li></ul>",
        r#"<td colspan="2">x</td>"#,
        r#"<table border="1">"#,
    ] {
        assert!(clean.contains(kept), "{kept} is not in {clean}");
    }
}

#[test]
fn nothing_that_acts_styles_or_asks_the_network_stays() {
    let html = r#"<html><head><title>T</title><meta http-equiv=refresh content="0;url=https://evil.example">
        <base href="https://evil.example/"><link rel=stylesheet href="https://evil.example/x.css">
        <style>p{position:fixed}</style></head><body onload="x()" background="https://evil.example/b.png" style="x">
        <p style="position:fixed;inset:0" class="c" id="i" onclick="x()">words</p>
        <form action="https://evil.example"><input name=p type=password><button>Sign in</button><textarea>t</textarea></form>
        <script>alert(1)</script><iframe src="https://evil.example"></iframe><object data=x></object><embed src=x>
        <svg><script>alert(1)</script><a href="javascript:1">s</a></svg><math><mtext><img src=x onerror=1></mtext></math>
        <img src="https://evil.example/pixel.png" srcset="https://evil.example/2.png 2x" alt="Logo">
        <video src="https://evil.example/v"></video><a href="javascript:alert(1)">j</a><a href="/local">l</a>
        <td background="https://evil.example/t.png">cell</td><p hidden>hidden</p></body></html>"#;
    let Sanitised { html, links, pictures_left_out, .. } = sanitise(html).unwrap();
    for gone in [
        "evil.example",
        "style",
        "class",
        "id=",
        "on",
        "form",
        "input",
        "button",
        "script",
        "iframe",
        "object",
        "svg",
        "math",
        "href",
        "javascript",
        "/local",
        "meta",
        "base",
        "video",
        "srcset",
        "background",
        "T<",
        "hidden>",
    ] {
        let words = html.replace("words", "").replace("Sign in", "");
        assert!(!words.contains(gone), "{gone} is in {html}");
    }
    assert!(html.contains("<p>words</p>") && html.contains(r#"<img alt="Logo">"#), "{html}");
    assert_eq!(links, Vec::<String>::new());
    assert_eq!(pictures_left_out, 1);
}

#[test]
fn links_become_numbers_and_are_listed() {
    let Sanitised { html, links, .. } = sanitise(
        r#"<a href="https://a.example/?x=1&amp;y=2" target=_top title="<a href=&quot;https://evil.example&quot;>">one</a>
           <a href="mailto:alice@contoso.com">two</a> <a href="https://a.example/?x=1&amp;y=2">again</a>
           &lt;a href="https://evil.example"&gt; <a name=x>three</a> <a href="number:9">four</a>"#,
    )
    .unwrap();
    assert_eq!(links, ["https://a.example/?x=1&y=2", "mailto:alice@contoso.com"]);
    assert!(
        html.contains(r#"<a data-link="1">one</a>"#) && html.contains(r#"<a data-link="2">two</a>"#),
        "{html}"
    );
    assert!(
        html.contains(r#"<a data-link="1">again</a>"#) && html.contains("<a>three</a> <a>four</a>"),
        "{html}"
    );
    assert!(html.contains(r#"&lt;a href="https://evil.example"&gt;"#), "words stay words: {html}");
}

#[test]
fn small_pictures_of_the_text_itself_stay() {
    let picture =
        |address: &str| sanitise(&format!(r#"<img src="{address}" alt="x">"#)).unwrap().pictures_left_out;
    assert_eq!(picture("data:image/png;base64,iVBORw0KGgo="), 0);
    for left_out in [
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:text/html;base64,PHN2Zz4=",
        "data:image/png,<svg>",
        "https://evil.example/p.png",
        "cid:logo@contoso",
        &format!("data:image/png;base64,{}", "A".repeat(LARGEST_PICTURE)),
    ] {
        assert_eq!(picture(left_out), 1, "{}", &left_out[..20]);
    }
    let ten = format!(r#"<img src="data:image/png;base64,{}">"#, "A".repeat(60_000)).repeat(8);
    assert!(sanitise(&ten).unwrap().pictures_left_out >= 4, "together they are too large");
}

#[test]
fn what_is_made_to_overload_a_reader_is_refused_by_name_and_quickly() {
    let formatting: String = (0..2_000).map(|at| format!("<b a{at}>")).collect();
    let attributes: String = (0..60_000).map(|at| format!(" a{at}")).collect();
    let quoted: String = (0..60_000).map(|at| format!("a{at}=''")).collect();
    for (name, html, refused) in [
        ("deep", "<div>".repeat(100_000), Refused::TooDeep),
        ("deep and cut", "<div>".repeat(2_000_000 / 5), Refused::TooDeep),
        ("many", "<p></p>".repeat(100_000), Refused::TooMany),
        ("made anew in every paragraph", formatting + &"<p>".repeat(100_000), Refused::TooDeep),
        ("misnested", "<b><p></b></p><i><div></i>".repeat(20_000), Refused::TooDeep),
        ("formatting in cells", "<table><tr><td><font a><b>".repeat(20_000), Refused::TooDeep),
        ("one long tag", format!("<p{attributes}>"), Refused::TooLong),
        ("one long tag, quoted", format!("<p {quoted}>"), Refused::TooLong),
        (
            "options",
            format!("<select><button><selectedcontent></button>{}", "<option>x".repeat(90_000)),
            Refused::TooMany,
        ),
    ] {
        assert_eq!(sanitise(&html), Err(refused), "{name}");
        let text = to_text(&html);
        assert!(text.len() <= html.len(), "{name}");
    }
}

#[test]
fn many_flat_formattings_are_made_anew_only_until_there_are_too_many() {
    // Each `<b>` is closed by its paragraph and opened again in the next, so the text is flat and what is made of it is not.
    let html: String = (0..200)
        .map(|at| format!("<b a{at}>"))
        .chain(std::iter::repeat_n("</p><p>x".to_owned(), 40_000))
        .collect();
    assert_eq!(sanitise(&html), Err(Refused::TooMany));
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let html = format!("<p>{}</p>", "é ".repeat(700_000));
    let long = sanitise(&html).unwrap();
    assert!(long.cut && long.html.len() <= MOST_BYTES as usize + 16);
    assert!(!sanitise("<p>short</p>").unwrap().cut);
}

#[test]
fn a_usual_mail_of_a_word_processor_is_no_bomb() {
    let exceptions =
        r#"<w:LsdException Locked="false" Priority="9" QFormat="true" Name="heading 1"/>"#.repeat(376);
    let html = format!(
        "<html><head><!--[if gte mso 9]><xml>{exceptions}</xml><![endif]--><style><!-- p {{ margin: 0 }} --></style></head>
         <body>{}</body></html>",
        "<p class=MsoNormal><span style='font-size:11.0pt'><b>x</b><o:p></o:p></span></p>".repeat(3_000)
    );
    let clean = sanitise(&html).unwrap();
    assert!(clean.html.contains("<p><span><b>x</b></span></p>") && !clean.html.contains("Locked"));
}

#[test]
fn plain_text_has_no_gaps() {
    let text = "\r\n\r\nEvent Invitation  \n\n \n\t\n\n    Start\nTuesday\n\n";
    assert_eq!(tidy(text), "Event Invitation\n\n    Start\nTuesday");
}

#[test]
fn html_is_readable_as_text() {
    let text = to_text(
        r#"<html><head><title>No</title><style>p{}</style></head><body><h1>Planning</h1><p>Bring <b>three</b>&nbsp;priorities
           and read <a href="https://contoso.example/q4">the results</a>.</p><p>Second<br>line</p><hr>
           <ul><li>One</li><li>Two</li></ul><ol><li>First</li></ol>
           <table><tr><th>Date</th><th>Topic</th></tr><tr><td>Mon</td><td colspan=1000000000>Intro</td></tr></table>
           <p><img src="https://evil.example/p.png" alt="Map of the room"></p><p>Write to <a href="mailto:a@b.c">Alice</a>.</p>
           <script>alert(1)</script></body></html>"#,
    );
    let expected = "Planning\n\nBring three priorities and read the results <https://contoso.example/q4>.\n\nSecond\nline\n\
        • One\n• Two\n1. First\n\nDate\nTopic\nMon\nIntro\n\nMap of the room\n\nWrite to Alice.";
    assert_eq!(text.replace('\u{a0}', " "), expected);
}

#[test]
fn a_bomb_still_has_words() {
    assert_eq!(to_text(&format!("{}Hello <b>you</b>", "<div>".repeat(10_000))), "Hello you");
    assert_eq!(to_text(""), "");
    assert_eq!(to_text("no markup & nothing < else"), "no markup & nothing < else");
}

#[test]
fn links_are_found_without_the_rest() {
    assert_eq!(
        links(r#"<p>x<a href="https://zoom.us/j/1?a=1&amp;b=2">Join</a><a>y</a>"#),
        ["https://zoom.us/j/1?a=1&b=2"]
    );
    assert_eq!(links(&"<div>".repeat(10_000)), Vec::<String>::new());
}

#[test]
fn plain_text_becomes_words_of_html() {
    assert_eq!(
        clean(&of_text("1 < 2\n<b>x</b> & so on")),
        "<pre>1 &lt; 2\n&lt;b&gt;x&lt;/b&gt; &amp; so on</pre>"
    );
}
