import type {Node} from 'yaml';
import {
	choiceOf,
	complain,
	fieldsOf,
	listOrOne,
	placeOf,
	quoted,
	scalarOf,
	severities,
	textOf,
	type YamlSource,
} from '../../base/index.js';
import {isVariable, problemOfUrl} from './notify-address.js';
import type {NotifyTarget} from './policy.js';

const ways = ['program', 'webhook', 'ntfy', 'mail'] as const;
const keys = [...ways, 'threshold', 'quietHours', 'perHour'] as const;
type Fields = NonNullable<ReturnType<typeof fieldsOf<(typeof keys)[number]>>>;

const usualPerHour = 20;

/** One entry of `notify`: exactly one way, and what is sent there. */
export function readNotify(source: YamlSource, node: Node | null): NotifyTarget | null {
	const fields = fieldsOf(source, node, 'an entry of "notify"', keys);
	if (fields === null) return null;
	const given = ways.filter(way => fields[way] !== undefined);
	if (given.length !== 1) return complain(source, node, `an entry of "notify" needs one of ${ways.join(', ')}`);
	const how = readWay(source, fields);
	const {threshold, quietHours, perHour} = fields;
	const least = threshold === undefined ? 'high' : choiceOf(source, threshold.value, '"threshold"', severities);
	const quiet = quietHours === undefined ? null : readHours(source, quietHours.value);
	const most = perHour === undefined ? usualPerHour : readCount(source, perHour.value);
	if (how === null || least === null || quiet === undefined || most === null) return null;
	return {how, threshold: least, quietHours: quiet, perHour: most, line: placeOf(source, node).line};
}

function readWay(source: YamlSource, {program, webhook, ntfy, mail}: Fields): NotifyTarget['how'] | null {
	if (program !== undefined) {
		const [name, ...args] = listOrOne(source, program.value).map(item => textOf(source, item, '"program"'));
		if (name == null || args.includes(null)) return null;
		if (!name.startsWith('/'))
			return complain(source, program.value, `"program" must be an absolute path: ${quoted(name)} is not`);
		return {kind: 'program', argv: [name, ...args.filter(arg => arg !== null)]};
	}
	if (mail !== undefined) {
		const to = textOf(source, mail.value, '"mail"');
		if (to === null) return null;
		return isAddress(to) ? {kind: 'mail', to} : complain(source, mail.value, `${quoted(to)} is not a mail address`);
	}
	const kind = webhook === undefined ? 'ntfy' : 'webhook';
	const field = webhook ?? ntfy;
	const url = field === undefined ? null : textOf(source, field.value, `"${kind}"`);
	if (url === null || field === undefined) return null;
	const problem = isVariable(url) ? null : problemOfUrl(url, kind);
	return problem === null ? {kind, url} : complain(source, field.value, `"${kind}" ${problem}`);
}

/** An address that cannot become another header or another recipient. @source RFC 5321, 4.1.2 (without quoted local parts) */
const isAddress = (text: string): boolean =>
	/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z\d](?:[A-Za-z\d.-]{0,251}[A-Za-z\d])?$/.test(text);

/** `22:00-07:00`; `undefined` when it is wrong. */
function readHours(source: YamlSource, node: Node | null): NotifyTarget['quietHours'] | undefined {
	const value = scalarOf(source, node);
	const found = typeof value === 'string' ? /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(value) : null;
	if (found === null) {
		complain(source, node, '"quietHours" must be like "22:00-07:00", in local time');
		return undefined;
	}
	const [, fromHour, fromMinute, toHour, toMinute] = found;
	return {from: Number(fromHour) * 60 + Number(fromMinute), to: Number(toHour) * 60 + Number(toMinute)};
}

function readCount(source: YamlSource, node: Node | null): number | null {
	const value = scalarOf(source, node);
	if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000) return value;
	return complain(source, node, '"perHour" must be a number from 1 to 1000');
}
