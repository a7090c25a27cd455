import type {Node} from 'yaml';
import {complain, fieldsOf, nearest, placeOf, quoted, textOf, type YamlSource} from '../../base/index.js';
import type {AlertException} from './policy.js';
import {readDate, readTarget} from './read-waiver.js';

const keys = ['detection', 'target', 'match', 'reason', 'owner', 'expires'] as const;

/** One entry of `exceptions`: like a waiver, but for alerts of the recorder. @param detections  slugs that exist */
export function readException(source: YamlSource, node: Node | null, detections: readonly string[]): AlertException | null {
	const fields = fieldsOf(source, node, 'an exception', keys);
	if (fields === null) return null;
	if (fields.detection === undefined || fields.reason === undefined) {
		const missing = (['detection', 'reason'] as const).filter(key => fields[key] === undefined);
		return complain(source, node, `an exception needs ${missing.map(key => `"${key}"`).join(' and ')}`);
	}
	const detection = readDetection(source, fields.detection.value, detections);
	const reason = textOf(source, fields.reason.value, '"reason"');
	const match = fields.match === undefined ? '*' : textOf(source, fields.match.value, '"match"');
	const owner = fields.owner === undefined ? null : textOf(source, fields.owner.value, '"owner"');
	const expires = fields.expires === undefined ? null : readDate(source, fields.expires.value);
	const target = fields.target === undefined ? {} : readTarget(source, fields.target.value);
	if (detection === null || reason === null || match === null || target === null) return null;
	return {detection, target, match, reason, owner, expires, line: placeOf(source, node).line};
}

function readDetection(source: YamlSource, node: Node | null, detections: readonly string[]): string | null {
	const name = textOf(source, node, '"detection"');
	if (name === null || detections.includes(name)) return name;
	return complain(source, node, `unknown detection ${quoted(name)}${nearest(name, detections)}`);
}
