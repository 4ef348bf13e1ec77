// Only on pages with a map.
import { startTownMaps } from "./components/town_map.js";

startTownMaps(document);
