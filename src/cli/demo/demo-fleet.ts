import {demoScans} from './demo-scans.js';
import fleet from './fleet.json';

/** The bundled fleet: a snapshot of a real engine, recorded by scripts/record-demo.mjs, with written scans of some of its images. */
export const demoFleet = (): string =>
	JSON.stringify({...fleet, scans: demoScans(fleet.images, fleet.info.SystemTime.slice(0, 10))});
