import type {Parser} from './parser.js';
import {engineParsers} from './parsers/engine.js';
import {factsParsers} from './parsers/facts.js';
import {fleetParsers} from './parsers/fleet.js';
import {hostParsers} from './parsers/host.js';
import {packageParsers} from './parsers/packages.js';
import {policyParsers} from './parsers/policy.js';
import {recorderParsers} from './parsers/recorder.js';
import {reportParsers} from './parsers/reports.js';
import {textParsers} from './parsers/text.js';

/** Every parser of what others wrote, by room. A new parser gets its row here. */
export const groups: Readonly<Record<string, readonly Parser[]>> = {
	engine: engineParsers,
	facts: factsParsers,
	fleet: fleetParsers,
	host: hostParsers,
	packages: packageParsers,
	policy: policyParsers,
	recorder: recorderParsers,
	reports: reportParsers,
	text: textParsers,
};
