// Loaded by the pages of the day of service only: goes on without network.
import { Desk } from "./offline/desk.js";

const element = document.querySelector("[data-offline-desk]");
if (element) new Desk(element).start();
