// A button that opens the camera beside the field for the six digits; the reader itself comes with the first press.

let reader;

function load(address) {
  reader ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.gateScanner));
    script.addEventListener("error", () => {
      reader = undefined;
      reject(new Error("the reader did not come"));
    });
    document.head.append(script);
  });
  return reader;
}

// The QR code holds the address of this very session's check-in with the digits of the moment at its end.
export function digitsOf(text, session) {
  const found = /\/g\/(\d+)\/(\d{6})$/.exec(text);
  return found && found[1] === session ? found[2] : null;
}

class Scan {
  constructor(element) {
    this.address = element.dataset.scan;
    this.form = element.querySelector("form");
    this.session = /\/(?:sessions|g)\/(\d+)\//.exec(window.location.pathname)?.[1];
    this.part = element.querySelector("[data-scan-part]");
    this.part.hidden = false;
    this.button("open").addEventListener("click", () => this.open());
    this.button("close").addEventListener("click", () => this.close());
  }

  button(name) {
    return this.part.querySelector(`[data-scan-${name}]`);
  }

  say(name) {
    const said = this.part.querySelector("[data-scan-said]");
    said.textContent = name ? said.dataset[name] : "";
  }

  async open() {
    this.say();
    try {
      const start = await load(this.address);
      this.show(true);
      this.stop = await start(this.button("video"), (text) => this.read(text));
    } catch {
      this.close();
      this.say("failed");
      this.form.elements.code.focus();
    }
  }

  // Where the form can say several things, its buttons are left to be pressed.
  read(text) {
    const digits = digitsOf(text, this.session);
    if (!digits) {
      this.say("other");
      return;
    }
    this.close();
    this.form.elements.code.value = digits;
    const buttons = this.form.querySelectorAll("[type=submit]");
    if (buttons.length > 1) buttons[0].focus();
    else this.form.requestSubmit();
  }

  show(yes) {
    this.button("view").hidden = !yes;
    this.button("open").hidden = yes;
  }

  close() {
    this.stop?.();
    this.stop = undefined;
    this.show(false);
  }
}

export function startCodeScans(root) {
  if (!navigator.mediaDevices?.getUserMedia || !window.isSecureContext) return;
  for (const element of root.querySelectorAll("[data-scan]")) new Scan(element);
}
