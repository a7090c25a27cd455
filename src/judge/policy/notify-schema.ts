import * as v from 'valibot';
import {
	choiceSchema,
	listOrOneSchema,
	mappingSchema,
	numberSchema,
	place,
	quoted,
	severities,
	textSchema,
} from '../../base/index.js';
import {isVariable, problemOfUrl} from './notify-address.js';
import type {NotifyTarget} from './policy.js';

const ways = ['program', 'webhook', 'ntfy', 'mail'] as const;
const usualPerHour = 20;

/** An address that cannot become another header or another recipient. @source RFC 5321, 4.1.2 (without quoted local parts) */
const mailAddress = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z\d](?:[A-Za-z\d.-]{0,251}[A-Za-z\d])?$/;
const hours = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
const count = `${place} must be a number from 1 to 1000`;

const program = v.pipe(
	listOrOneSchema(textSchema),
	v.description('Absolute path, or a list of it and its arguments; gets JSON on stdin.'),
	v.check(
		([name = '']) => name.startsWith('/'),
		({input: [name = '']}) => `${place} must be an absolute path: ${quoted(name)} is not`,
	),
);

const urlSchema = (kind: 'webhook' | 'ntfy') =>
	v.pipe(
		textSchema,
		v.metadata({pattern: kind === 'ntfy' ? '^(https?://.*/[A-Za-z0-9_-]{1,64}$|\\$[A-Za-z_])' : '^(https?://|\\$[A-Za-z_])'}),
		v.rawCheck(({dataset, addIssue}) => {
			const problem = !dataset.typed || isVariable(dataset.value) ? null : problemOfUrl(dataset.value, kind);
			if (problem !== null) addIssue({message: `${place} ${problem}`});
		}),
	);

/** One entry of `notify`: exactly one way, and what is sent there. */
export const notifySchema = v.pipe(
	mappingSchema({
		program: v.optional(program),
		webhook: v.optional(urlSchema('webhook')),
		ntfy: v.optional(urlSchema('ntfy')),
		mail: v.optional(
			v.pipe(
				textSchema,
				v.regex(mailAddress, ({input}) => `${quoted(input)} is not a mail address`),
			),
		),
		threshold: v.optional(choiceSchema(severities), 'high'),
		quietHours: v.optional(
			v.pipe(
				v.string(`${place} must be like "22:00-07:00", in local time`),
				v.regex(hours, `${place} must be like "22:00-07:00", in local time`),
			),
		),
		perHour: v.optional(v.pipe(numberSchema, v.integer(count), v.minValue(1, count), v.maxValue(1000, count)), usualPerHour),
	}),
	v.metadata({oneOf: ways.map(way => ({required: [way]}))}),
	v.check(entry => ways.filter(way => entry[way] !== undefined).length === 1, `${place} needs one of ${ways.join(', ')}`),
	v.transform(({threshold, quietHours, perHour, ...way}) => ({
		how: howOf(way),
		threshold,
		quietHours: minutesOf(quietHours),
		perHour,
	})),
);

type Way = {readonly [one in Exclude<(typeof ways)[number], 'program'>]?: string} & {readonly program?: readonly string[]};

function howOf({program, webhook, ntfy, mail = ''}: Way): NotifyTarget['how'] {
	const [name, ...args] = program ?? [];
	if (name !== undefined) return {kind: 'program', argv: [name, ...args]};
	if (webhook !== undefined) return {kind: 'webhook', url: webhook};
	return ntfy === undefined ? {kind: 'mail', to: mail} : {kind: 'ntfy', url: ntfy};
}

function minutesOf(text: string | undefined): NotifyTarget['quietHours'] {
	if (text === undefined) return null;
	const [fromHour, fromMinute, toHour, toMinute] = (hours.exec(text) ?? []).slice(1).map(Number);
	return {from: Number(fromHour) * 60 + Number(fromMinute), to: Number(toHour) * 60 + Number(toMinute)};
}
