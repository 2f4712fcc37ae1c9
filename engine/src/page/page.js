"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const data = (id) => JSON.parse(at(id)?.textContent ?? "null");
  const collator = new Intl.Collator("en", { numeric: true });

  /** An element with properties and children; texts become text, never markup. */
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const say = (text) => {
    at("said").textContent = text;
  };
  /** The class of a cell whose text has a word that no column is wide enough for. */
  const long = (text) => (/\S{31}/.test(text) ? "long" : "");
  const count = (number) => number.toLocaleString("en");

  /* Copies and downloads. */

  const copy = async (text, what) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", { value: text, className: "heard" });
      const back = document.activeElement;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      back?.focus();
      if (!done) {
        say(`${what} could not be copied`);
        return;
      }
    }
    say(`${what} copied`);
  };

  const save = (text, type, file) => {
    const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const link = make("a", { href: url, download: file });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    say(`${file} saved`);
  };

  /* Tables: sorted by a column, filtered by words. */

  /** Numbers by size, texts by the alphabet, what is not there last whichever way. */
  const order = (column, sign) => (left, right) => {
    const [a, b] = [left.keys[column], right.keys[column]];
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * collator.compare(a, b);
  };

  /**
   * Lets a table be sorted and filtered. Each row has `keys` to sort by, `text` in lower case to look in, and `node()`,
   * which makes it when it is first shown. At most `step` rows are shown before more are asked for.
   */
  const arrange = (table, rows, { filter, output, more, step = Infinity, noun = "rows" }) => {
    const body = table.tBodies[0];
    let sorted = { column: -1, sign: 1 };
    let limit = step;
    let matching = rows;

    const show = () => {
      const words = (filter?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      matching = words.length ? rows.filter((row) => words.every((word) => row.text.includes(word))) : rows;
      if (sorted.column >= 0) matching = [...matching].sort(order(sorted.column, sorted.sign));
      table.classList.toggle("arranged", sorted.column >= 0 || words.length > 0);
      draw();
      if (output) {
        const all = matching.length === rows.length;
        output.textContent = all ? `${count(rows.length)} ${noun}` : `${count(matching.length)} of ${count(rows.length)} ${noun}`;
      }
    };
    const draw = () => {
      body.replaceChildren(...matching.slice(0, limit).map((row) => row.node()));
      if (!more) return;
      const rest = matching.length - limit;
      more.hidden = rest <= 0;
      more.textContent = `Show ${count(Math.min(step, rest))} more of ${count(rest)}`;
    };

    const headings = [...table.tHead.querySelectorAll("th[data-column]")];
    for (const heading of headings) {
      const button = make("button", { type: "button", className: "sort" }, ...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const column = Number(heading.dataset.column);
        if (sorted.column !== column) sorted = { column, sign: 1 };
        else if (sorted.sign === 1) sorted = { column, sign: -1 };
        else sorted = { column: -1, sign: 1 };
        for (const other of headings) other.setAttribute("aria-sort", "none");
        const way = sorted.sign === 1 ? "ascending" : "descending";
        if (sorted.column >= 0) heading.setAttribute("aria-sort", way);
        limit = step;
        show();
        say(sorted.column >= 0 ? `sorted by ${button.textContent}, ${way}` : "in the order of the spec");
      });
    }
    filter?.addEventListener("input", () => {
      limit = step;
      show();
    });
    more?.addEventListener("click", () => {
      const first = limit;
      limit += step;
      draw();
      say(`${count(Math.min(limit, matching.length))} ${noun} shown`);
      const row = body.rows[first];
      if (row) {
        row.tabIndex = -1;
        row.focus();
      }
    });
    show();
  };

  const arrangeWritten = (article) => {
    const table = article.querySelector("table");
    for (const cell of table.querySelectorAll("td[data-rank]")) {
      cell.append(make("span", { className: "heard" }, ` (${cell.dataset.rank})`));
    }
    const key = (cell) => {
      if (cell.tagName === "TH") return cell.textContent;
      if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
      return cell.classList.contains("text") ? cell.textContent : null;
    };
    const rows = [...table.tBodies[0].rows].map((row) => ({
      keys: [...row.cells].map(key),
      text: row.textContent.toLowerCase(),
      node: () => row,
    }));
    arrange(table, rows, { filter: article.querySelector("input"), output: article.querySelector("output") });
  };

  const trials = () => {
    const { names, rows } = data("trials-data");
    const columns = Object.keys(names);
    const NUMBERS = ["fold", "seed", "seconds"];
    const DIGITS = 12;
    const listed = rows.map((row) => {
      const keys = row.map((value, column) => (names[columns[column]].length ? names[columns[column]][value] : value));
      return {
        keys,
        text: keys.join(" ").toLowerCase(),
        node: () =>
          make(
            "tr",
            {},
            ...keys.map((value, column) => {
              const name = columns[column];
              const text = name === "seconds" && value !== null ? value.toFixed(2) : String(value ?? "–");
              if (name === "fingerprint") {
                return make("td", { className: "text" }, make("code", { title: text }, `${text.slice(0, DIGITS)}…`));
              }
              if (name === "state" && text === "failed") {
                return make("td", { className: "text" }, make("span", { className: "bad" }, text));
              }
              return make("td", { className: NUMBERS.includes(name) ? "" : `text ${long(text)}` }, text);
            }),
          ),
      };
    });
    arrange(at("trials-table"), listed, {
      filter: at("trials-filter"),
      output: at("trials-count"),
      more: at("trials-more"),
      step: 100,
      noun: "trials",
    });
    at("trials-save").addEventListener("click", () => {
      const lines = listed.map((row) => row.keys.map((value) => value ?? "").join(","));
      save(`${[columns.join(","), ...lines].join("\n")}\n`, "text/csv", "trials.csv");
    });
  };

  /* The retrieval explorer. */

  const explorer = () => {
    const galleries = data("explorer-data");
    const [gallery, view, model, other, search, queries] = ["gallery", "view", "model", "other", "search", "queries"].map(
      (name) => at(`explorer-${name}`),
    );
    const MOST_LISTED = 500;
    let now = galleries[0];
    let query = 0;
    let listed = [];

    const fill = (select, texts, chosen = 0) => {
      select.replaceChildren(...texts.map((text, index) => make("option", { value: String(index) }, text)));
      select.selectedIndex = Math.min(chosen, texts.length - 1);
    };
    const direction = () => now.directions[view.selectedIndex];
    const classOf = (side, row) => {
      const classes = now.views[side].classes;
      return classes ? (classes.names[classes.of[row]] ?? String(classes.of[row])) : "";
    };

    const isAlike = (from, row, to, item) => {
      const [asked, found] = [now.views[from].classes, now.views[to].classes];
      return Boolean(asked && found) && asked.of[row] === found.of[item];
    };

    const list = () => {
      const [side] = direction();
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const texts = now.ids.slice(0, now.queries).map((id, row) => `${id} · ${classOf(side, row)}`);
      listed = texts.map((_, row) => row).filter((row) => words.every((word) => texts[row].toLowerCase().includes(word)));
      const shown = listed.slice(0, MOST_LISTED);
      queries.replaceChildren(
        ...shown.map((row) => make("option", { value: String(row), selected: row === query }, texts[row])),
      );
      const rest = listed.length - shown.length;
      at("explorer-count").textContent =
        `${count(listed.length)} of ${count(now.queries)} queries` + (rest > 0 ? `; the first ${MOST_LISTED} are listed` : "");
    };

    const thousandths = (value) => (value === null ? "–" : (value / 1000).toFixed(3).replace("-", "−"));
    const answer = (index) => {
      const of = now.models[index];
      const run = of.runs[view.selectedIndex];
      const [from, to] = direction();
      const ties = run.ties[query];
      const facts = run.precision.map(([name, values]) => {
        const value = values[query];
        return `${name}: ${value < 0 ? "–" : (value / 10_000).toFixed(4)}`;
      });
      facts.push(`own partner: rank ${run.partner[query]} of ${now.ids.length}`, of.similarity);
      const head = ["rank", "relevant", "id", "class", "similarity"].map((text, column) =>
        make("th", { scope: "col", className: column === 0 || column === 4 ? "number" : "" }, text),
      );
      const body = make("tbody");
      let tied = 0;
      for (let place = 0; place < now.cutoff; place += 1) {
        const item = run.items[query * now.cutoff + place];
        // Items that tie share the rank of the first of them.
        tied = (ties >> place) & 1 ? tied + 1 : 0;
        const isTied = tied > 0 || ((ties >> (place + 1)) & 1) === 1;
        const named = classOf(to, item);
        const isRelevant = isAlike(from, query, to, item);
        const id = make("th", { scope: "row", className: long(now.ids[item]) }, now.ids[item]);
        if (item === query) id.append(make("span", { className: "badge" }, "own partner"));
        const row = make(
          "tr",
          { className: isRelevant ? "relevant" : "" },
          make("td", {}, `${place + 1 - tied}${isTied ? "=" : ""}`),
          make("td", { className: "text" }, isRelevant ? "yes" : "no"),
          id,
          make("td", { className: `text ${long(named)}` }, named),
          make("td", {}, thousandths(run.similarity[query * now.cutoff + place])),
        );
        row.dataset.item = String(item);
        body.append(row);
      }
      const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), body);
      const scroll = make("div", { className: "scroll", tabIndex: 0 }, table);
      scroll.setAttribute("role", "region");
      scroll.setAttribute("aria-label", `Items ranked by ${of.title}`);
      return make("div", {}, make("h4", {}, of.title), make("p", {}, facts.join(" · ")), scroll);
    };

    const show = (told) => {
      const [from, to] = direction();
      const shown = [answer(model.selectedIndex)];
      const isTwo = other.selectedIndex > 0;
      at("explorer").querySelector(".look").classList.toggle("two", isTwo);
      if (isTwo) shown.push(answer(other.selectedIndex - 1));
      at("explorer-asked").textContent = `${now.ids[query]} · ${classOf(from, query)}`;
      at("explorer-sides").textContent = `${now.views[from].name} asks for ${now.views[to].name}`;
      at("explorer-answers").replaceChildren(...shown);
      const place = listed.indexOf(query);
      at("explorer-previous").disabled = place <= 0;
      at("explorer-next").disabled = place >= listed.length - 1;
      if (told) say(`query ${now.ids[query]}`);
    };
    const step = (by) => {
      const place = listed.indexOf(query) + by;
      if (listed[place] === undefined) return;
      query = listed[place];
      queries.selectedIndex = place;
      show(true);
    };
    const enter = () => {
      now = galleries[gallery.selectedIndex];
      query = 0;
      search.value = "";
      fill(view, now.directions.map(([from, to]) => `${now.views[from].name} → ${now.views[to].name}`));
      const titles = now.models.map((of) => of.title);
      fill(model, titles, titles.length - 1);
      fill(other, ["none", ...titles]);
      at("explorer-hint").textContent = now.hint;
      list();
      show(false);
    };

    fill(gallery, galleries.map((one) => one.title));
    gallery.addEventListener("change", enter);
    view.addEventListener("change", () => {
      list();
      show(false);
    });
    for (const select of [model, other]) select.addEventListener("change", () => show(false));
    queries.addEventListener("change", () => {
      query = Number(queries.value);
      show(true);
    });
    search.addEventListener("input", () => {
      list();
      if (listed.length && !listed.includes(query)) {
        query = listed[0];
        queries.selectedIndex = 0;
      }
      show(false);
    });
    at("explorer-previous").addEventListener("click", () => step(-1));
    at("explorer-next").addEventListener("click", () => step(1));
    at("explorer").addEventListener("keydown", (event) => {
      const typing = event.target.matches("input, select");
      if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
      const by = { n: 1, p: -1 }[event.key];
      if (by) {
        event.preventDefault();
        step(by);
      }
    });
    enter();
  };

  const texts = data("texts-data") ?? {};
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const { copy: name, format } = button.dataset;
    button.addEventListener("click", () => copy(texts[name][format], `${format} of ${name}`));
  }
  for (const button of document.querySelectorAll("button[data-copy-of]")) {
    button.addEventListener("click", () => copy(at(button.dataset.copyOf).textContent, button.dataset.what));
  }
  const drawn = data("figures-data") ?? {};
  for (const button of document.querySelectorAll("button[data-figure]")) {
    const { figure, format } = button.dataset;
    button.addEventListener("click", () => {
      if (format === "csv") return save(drawn[figure], "text/csv", `${figure}.csv`);
      const svg = document.querySelector(`[data-drawing="${figure}"] svg`);
      return save(new XMLSerializer().serializeToString(svg), "image/svg+xml", `${figure}.svg`);
    });
  }
  for (const article of document.querySelectorAll("article.table")) arrangeWritten(article);
  if (at("trials-data")) trials();
  if (at("explorer-data")) explorer();
  for (const hidden of document.querySelectorAll("[data-scripted]")) hidden.hidden = false;
})();
