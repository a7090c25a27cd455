import {shortLink} from '../../changes/options/network-options.js';
import {each} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-links',
	title: 'Container uses legacy links (--link)',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: "A link copies the other container's environment, secrets included, into this one.",
	references: ['https://docs.docker.com/engine/network/links/'],

	check: ({container: {links}}) => {
		const evidence = fromInspect('HostConfig.Links', links);
		return links.length === 0 ? pass(evidence) : failAs({detail: `linked to ${links.map(peer).join(', ')}`}, evidence);
	},

	remedy: ({container: {links}}) => ({
		text: 'Put both on a user-defined network, where they find each other by name.',
		remove: each('--link', links.map(shortLink)),
		mayBreak: 'Programs that read the environment variables that the link sets.',
	}),

	examples: {
		bad: {HostConfig: {Links: ['/db:/web/db']}},
		good: {HostConfig: {Links: null}},
	},
});

const peer = (link: string) => (link.split(':')[0] ?? link).replace(/^\//, '');
