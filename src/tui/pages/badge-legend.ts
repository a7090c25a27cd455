import {type SafeText, trusted} from '../../base/index.js';
import {type Badge, fixedBadges, type Mark, moreCapabilities, moreOpenPorts} from '../../judge/index.js';

/** A badge of the legend: an example of its word, what it means, and the rules of which one gives it. */
export type BadgeSign = {
	readonly sign: SafeText;
	readonly meaning: string;
	readonly rules: readonly string[];
	/** Whether a badge of the list is one of these: some words have a number in them. */
	readonly isOn: (badge: Badge) => boolean;
};

const signOf = ({word, meaning, rules}: Mark, pattern?: RegExp): BadgeSign => ({
	sign: word,
	meaning,
	rules,
	isOn: badge => (pattern ? pattern.test(badge.word) : badge.word === word),
});

/** A published port: the service behind it decides which rule. */
const port = (sign: string, meaning: string, pattern: RegExp): BadgeSign => ({
	sign: trusted(sign),
	meaning,
	rules: ['container-no-authentication', 'container-admin-port', 'container-wildcard-publish'],
	isOn: ({word}) => pattern.test(word),
});

/** Every badge with what it means. */
export const badgeLegend: readonly BadgeSign[] = [
	port('*:5432', 'port published on all interfaces, which other machines can reach', /^\*:\d+$/),
	port('*:5432?', 'port published on all interfaces; the firewall or the listening sockets were not seen', /^\*:\d+\?$/),
	...Object.values(fixedBadges).map(word => signOf(word)),
	signOf(moreCapabilities(2), /^CAP\+\d+$/),
	signOf(moreOpenPorts(2), /^\*\+\d+$/),
];

/** The entry of the legend for a word, as the list or the legend has it. */
export const badgeSignOf = (word: SafeText): BadgeSign | undefined =>
	badgeLegend.find(({isOn}) => isOn({word, meaning: '', slug: '', severity: 'info'}));
