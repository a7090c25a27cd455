import {trusted} from '../../../base/index.js';
import {movedToOwnNetwork} from '../../changes/network-changes.js';
import {cannotTell, defineRule, failAs, fromInspect, fromNetworks, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {exampleAttachment} from '../shared/examples.js';
import {unseenNetworks} from '../shared/unseen-rows.js';

/** A network with more containers than this is flat. */
const maxContainers = 20;

/**
 * Networks that several projects or many containers share. Not the default bridge, which has its own rule, and none that keeps its
 * containers apart.
 */
const flat = ({container, fleet}: ContainerScope) =>
	container.networks
		.filter(({defaultBridge, separated}) => !defaultBridge && !separated)
		.map(({name, peers}) => {
			const projects = new Set([container.compose?.project, ...peers.map(id => fleet.get(id)?.compose?.project)]);
			return {name, peers: peers.length, projects: [...projects].filter(project => project !== undefined)};
		})
		.filter(({peers, projects}) => projects.length > 1 || peers + 1 > maxContainers);

export default defineRule({
	slug: 'container-flat-network',
	title: 'Network shared with other projects or many containers',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Compromising one of them gives access to every port of the others.',
	references: ['https://docs.docker.com/engine/network/'],

	check: scope => {
		const found = flat(scope);
		const networks = fromInspect(
			'NetworkSettings.Networks',
			scope.container.networks.map(({name}) => name),
		);
		const malformed = unseenNetworks(scope);
		if (found.length === 0) return malformed.length > 0 ? cannotTell(...malformed) : pass(networks);
		return failAs(
			{
				detail: found
					.map(({name, peers, projects}) =>
						projects.length > 1
							? `network ${name} joins the projects ${projects.join(', ')}`
							: `network ${name} holds ${peers + 1} containers`,
					)
					.join('; '),
			},
			...found.map(({name, peers, projects}) =>
				fromNetworks(name, `${peers + 1} containers of ${projects.join(', ') || 'no project'}`),
			),
		);
	},

	remedy: scope => ({
		text: 'Use one network per project, and a separate --internal one for containers that need no outbound access.',
		...movedToOwnNetwork(scope.container, flat(scope)),
		mayBreak: 'Connections between projects: publish a port, or create a network for just those containers.',
	}),

	examples: {
		bad: {
			facts: {
				compose: {project: trusted('shop'), service: trusted('web'), workingDirectory: null, configFiles: [], hook: null},
				networks: [exampleAttachment('all', {peers: ['b'.repeat(64)]})],
			},
			others: [
				{
					Id: 'b'.repeat(64),
					Name: '/wiki',
					Config: {Labels: {'com.docker.compose.project': 'wiki', 'com.docker.compose.service': 'app'}},
				},
			],
		},
		good: {HostConfig: {NetworkMode: 'shop'}, NetworkSettings: {Networks: {shop: {NetworkID: 'n1'}}}},
	},
});
