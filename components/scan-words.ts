import {type SafeText, safe, trusted} from '../src/base/index.js';
import type {FleetModel} from '../src/judge/index.js';
import type {RunningScan} from '../src/tui/index.js';

/** `scanning 3 of 12` */
export const scanCount = ({number, of}: RunningScan): SafeText => trusted(of === 1 ? 'scanning' : `scanning ${number} of ${of}`);

/** `nginx:1.27: reading packages`; also while the advisories for it are downloaded. */
export function scanPhase({image, phase}: RunningScan, {entries}: Pick<FleetModel, 'entries'>): SafeText {
	const facts = entries.find(({assessed}) => assessed?.facts.imageId === image)?.assessed?.facts;
	return facts === undefined ? phase : safe`${facts.image}: ${phase}`;
}
