// Loaded by the pages of the day of service only: goes on without network.
import { Desk } from "./offline/desk.js";

const element = document.querySelector("[data-offline-desk]");
if (element) new Desk(element).start();

// The reader of QR codes, for when the camera is asked for and the network is gone.
navigator.serviceWorker?.ready.then((registration) => registration.active?.postMessage("keep for the day"));
