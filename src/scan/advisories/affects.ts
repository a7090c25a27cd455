import {at, list, rawText} from '../formats/json.js';
import {comparatorFor} from '../versions/index.js';
import {affectedParts, isWithdrawn} from './advisory-row.js';

/**
 * Whether an OSV advisory affects a version of a package: listed in `versions`, or within a range in the ecosystem's own order.
 * @source ossf.github.io/osv-schema, "Evaluation"
 */
export function affects(advisory: unknown, subject: {name: string; version: string; ecosystem: string}): boolean {
	if (isWithdrawn(advisory)) return false;
	const {same, pro} = affectedParts(advisory, subject);
	// Entries for everyone decide; without any, those for subscribers show that the version is affected.
	return (same.length > 0 ? same : pro).some(affected => {
		const listed = list(at(affected, 'versions')).includes(subject.version);
		return listed || list(at(affected, 'ranges')).some(range => inRange(range, subject));
	});
}

type Event = {readonly version: string; readonly kind: 'introduced' | 'fixed' | 'last_affected'};

function inRange(range: unknown, {version, ecosystem}: {version: string; ecosystem: string}): boolean {
	const compare = comparatorFor(ecosystem);
	// A commit range says nothing about a version.
	if (compare === null || at(range, 'type') === 'GIT') return false;
	// "0" sorts before every version, even `0~rc1`.
	const order = (a: string, b: string) => (a === b ? 0 : a === '0' ? -1 : b === '0' ? 1 : compare(a, b));
	const events = list(at(range, 'events'))
		.flatMap(eventOf)
		.sort((a, b) => order(a.version, b.version) || rank(a) - rank(b));
	let vulnerable = false;
	for (const event of events) {
		const reached = order(version, event.version);
		if (event.kind === 'introduced' && (event.version === '0' || reached >= 0)) vulnerable = true;
		else if (event.kind === 'fixed' && reached >= 0) vulnerable = false;
		else if (event.kind === 'last_affected' && reached > 0) vulnerable = false;
	}
	return vulnerable;
}

/** If one version closes a range and opens the next, it is vulnerable again. */
const rank = ({kind}: Event) => (kind === 'introduced' ? 1 : 0);

function eventOf(event: unknown): readonly Event[] {
	return (['introduced', 'fixed', 'last_affected'] as const).flatMap(kind => {
		const version = rawText(at(event, kind));
		return version === '' ? [] : [{version, kind}];
	});
}
