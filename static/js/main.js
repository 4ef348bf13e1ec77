// Every page works without this file; it makes pages quicker and kinder.
import htmx from "htmx.org/dist/htmx.esm.js";

import { startActionForms } from "./components/action_form.js";
import { startBulk } from "./components/bulk.js";
import { startCodeScans } from "./components/code_scan.js";
import { startDialogs } from "./components/dialog.js";
import { startDrafts } from "./components/draft.js";
import { startSecrets } from "./components/field.js";
import { startFilters } from "./components/filter_bar.js";
import { startForms } from "./components/form.js";
import { startGate } from "./components/gate_code.js";
import { startHumanChecks } from "./components/human_check.js";
import { startKeyboardRows } from "./components/table.js";
import { startTurning } from "./components/pager.js";
import { startPickers } from "./components/picker.js";
import { startPlaceChecks } from "./components/place_check.js";
import { startPlaceHere } from "./components/place_here.js";
import { startQueues } from "./components/queue.js";
import { startShareBoxes } from "./components/share_box.js";
import { startSkillChoosers } from "./components/skill_chooser.js";
import { startSuggested } from "./components/suggested.js";
import { startToasts } from "./components/toast.js";
import { startWeekGrids } from "./components/week_grid.js";
import { forgetOnLeaving, startWorker } from "./layouts/base.js";
import { keepFocus } from "./layouts/focus.js";
import { startSheets } from "./layouts/print.js";
import { startTabs } from "./layouts/tabs.js";

startWorker(document);
forgetOnLeaving(document);
document.documentElement.classList.add("has-script");
startPlaceChecks(document);
startForms(document);
startDrafts(document);
startSecrets(document);
startFilters(document);
startActionForms(document);
keepFocus(document);
startDialogs(document);
startBulk(document);
startHumanChecks(document);
startKeyboardRows(document);
startQueues(document);
startTurning(document);
startSheets(document);
startSuggested(document);
startToasts(document);
startTabs(document);
startWeekGrids(document);
startSkillChoosers(document);
startPlaceHere(document);
startCodeScans(document);

// What a page shows at first and what htmx brings later starts the same way.
htmx.onLoad((part) => {
  startPickers(part);
  startShareBoxes(part);
  startGate(part);
});
