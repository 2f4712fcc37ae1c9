"use strict";
(() => {
  const study = JSON.parse(document.getElementById("document").textContent);
  const at = (id) => document.getElementById(id);
  const total = study.items.length;
  const file = `${study.study}-${study.participant}.csv`;
  const shelf = `emospec-study/${study.study}/${study.participant}/${study.items.join("")}`;

  // What was answered, by item: answer, confidence, seconds, played.
  let answers = {};
  let place = 0;
  let begun = false;
  let saved = true;
  let keeps = true;

  const recall = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(shelf));
      if (kept && typeof kept.answers === "object") {
        answers = kept.answers;
        place = Math.min(Math.max(0, kept.place | 0), total);
        begun = Boolean(kept.begun);
        saved = Boolean(kept.saved);
      }
      localStorage.setItem(`${shelf}/`, "");
      localStorage.removeItem(`${shelf}/`);
    } catch {
      keeps = false;
    }
  };
  const keep = () => {
    try {
      localStorage.setItem(shelf, JSON.stringify({ answers, place, begun, saved }));
    } catch {
      keeps = false;
    }
  };
  const of = (id) => (answers[id] ??= { answer: "", confidence: 0, seconds: 0, played: 0 });
  const isAnswered = (id) => Boolean(answers[id] && answers[id].answer && answers[id].confidence);
  const answered = () => study.items.filter(isAnswered).length;

  // Seconds that the question stood there while the page was seen.
  let since = null;
  const stopClock = () => {
    if (since !== null && place < total) {
      of(study.items[place]).seconds += (performance.now() - since) / 1000;
      since = null;
    }
  };
  const startClock = () => {
    if (begun && place < total && !document.hidden) since = performance.now();
  };
  document.addEventListener("visibilitychange", () => {
    stopClock();
    keep();
    startClock();
  });

  let player = null;
  let address = null;
  const stage = () => {
    const id = study.items[place];
    const [head, content] = at(`played-${id}`).textContent.split(",", 2);
    const type = head.slice("data:".length).split(";")[0];
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([bytes], { type }));
    const kind = type.split("/")[0];
    const what = `${place + 1} of ${total}`;
    player = document.createElement(kind === "image" ? "img" : kind);
    if (kind === "image") {
      player.alt = `Picture ${what}`;
      player.addEventListener("load", () => { of(id).played = 1; });
    } else {
      player.controls = true;
      player.preload = "auto";
      player.playsInline = true;
      player.setAttribute("aria-label", `${kind === "audio" ? "Sound" : "Video"} ${what}`);
      player.addEventListener("ended", () => {
        of(id).played += 1;
        keep();
      });
    }
    const shown = player;
    player.addEventListener("error", () => {
      const sorry = document.createElement("p");
      sorry.setAttribute("role", "alert");
      sorry.textContent = "This browser cannot play this file. You may go on without an answer, or open the questionnaire in another browser.";
      shown.after(sorry);
      unplayable.add(id);
    });
    player.src = address;
    at("stage").replaceChildren(player);
  };
  const unplayable = new Set();

  const pick = (name, value) => {
    for (const input of document.getElementsByName(name)) input.checked = input.value === String(value);
  };
  const only = (section) => {
    for (const id of ["start", "asking", "end"]) at(id).hidden = id !== section;
    window.scrollTo(0, 0);
  };

  const show = () => {
    at("lack").textContent = "";
    if (!begun) {
      only("start");
      return;
    }
    if (place >= total) {
      if (player && player.pause) player.pause();
      const missing = total - answered();
      at("answered").textContent = missing === 0
        ? `You answered all ${total} questions.`
        : `You answered ${answered()} of ${total} questions.`;
      at("text").value = csv();
      only("end");
      at("end-heading").focus();
      return;
    }
    const id = study.items[place];
    at("position").textContent = `${place + 1} of ${total}`;
    at("progress").max = total;
    at("progress").value = answered();
    at("back").hidden = place === 0;
    stage();
    pick("answer", of(id).answer);
    pick("confidence", of(id).confidence);
    only("asking");
    at("position").focus();
    at("live").textContent = `Question ${place + 1} of ${total}`;
    startClock();
  };
  const go = (to) => {
    stopClock();
    place = Math.min(Math.max(0, to), total);
    keep();
    show();
  };
  const next = () => {
    const id = study.items[place];
    const { answer, confidence } = of(id);
    if (!unplayable.has(id) && (!answer || !confidence)) {
      at("lack").textContent = answer ? "Say how sure you are." : "Answer yes or no.";
      return;
    }
    go(place + 1);
  };
  const choose = (name, value) => {
    const id = study.items[place];
    of(id)[name] = name === "confidence" ? Number(value) : value;
    pick(name, value);
    saved = false;
    at("lack").textContent = "";
    at("progress").value = answered();
    keep();
  };

  const csv = () => {
    const lines = study.items.filter(isAnswered).map((id) => {
      const { answer, confidence, seconds, played } = answers[id];
      return [study.participant, id, answer, confidence, seconds.toFixed(1), played].join(",");
    });
    return `${["participant,id,answer,confidence,seconds,played", ...lines].join("\n")}\n`;
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    saved = true;
    keep();
    at("saved").textContent = `${file} is among your downloads.`;
  };

  at("begin").addEventListener("click", () => {
    begun = true;
    keep();
    show();
  });
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  at("form").addEventListener("change", (event) => choose(event.target.name, event.target.value));
  at("back").addEventListener("click", () => go(place - 1));
  at("again").addEventListener("click", () => go(total - 1));
  at("save").addEventListener("click", save);
  window.addEventListener("pagehide", () => {
    stopClock();
    keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!keeps && !saved) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || at("asking").hidden) return;
    const key = event.key.toLowerCase();
    const plays = player && player.play;
    if (key === "y") choose("answer", "yes");
    else if (key === "n") choose("answer", "no");
    else if (/^[1-5]$/.test(key)) choose("confidence", key);
    else if (key === "p" && plays) player.paused ? player.play() : player.pause();
    else if (key === "r" && plays) {
      player.currentTime = 0;
      player.play();
    } else if (key === "b" && place > 0) go(place - 1);
    else if (key === "enter" && event.target.tagName !== "BUTTON") next();
    else return;
    event.preventDefault();
  });

  recall();
  at("study-title").textContent = study.title === study.question ? study.study : study.title;
  at("participant").textContent = `Participant ${study.participant}`;
  at("start-heading").textContent = study.title === study.question ? "Before you begin" : study.title;
  at("start-question").textContent = study.question;
  at("question").textContent = study.question;
  at("count").textContent = total === 1 ? "one recording" : `${total} recordings`;
  at("keeping").textContent = keeps
    ? "your answers are kept in this browser, and the same file opens where you left off."
    : "but this browser does not keep your answers, so leave this page open until you have saved them.";
  at("file").textContent = file;
  if (begun) at("begin").textContent = "Go on";
  show();
})();
