import {type ContainerFacts, parseImageReference} from '../../../../base/index.js';
import {cetusguard, wollomatic} from './by-patterns.js';
import {elevenNotes, sockguard, tecnativa} from './by-variables.js';
import {type ProxyProduct, type ProxyScope, variable} from './proxy.js';

const unreadable = (name: string, image: RegExp, reason: string, advice: string): ProxyProduct => ({
	name,
	image,
	isConfigured: () => false,
	read: () => ({grants: [], unread: {source: 'inspect', reason}}),
	readOnly: () => ({text: advice}),
	fewerPaths: advice,
});

/** Proxies in front of the API of an engine. */
const products: readonly ProxyProduct[] = [
	tecnativa,
	wollomatic,
	cetusguard,
	sockguard,
	elevenNotes,
	unreadable(
		'docker-proxy-filter',
		/(^|\/)foxxmd\/docker-proxy-filter$/,
		'docker-proxy-filter passes on what the proxy at PROXY_URL allows',
		'Allow only the GET paths that are needed in the proxy at PROXY_URL.',
	),
];

const unnamed = unreadable(
	'a socket proxy',
	/socket-?proxy|docker-?proxy/,
	'its image is named like a socket proxy, and how this one is configured is not known',
	'Allow only the GET and HEAD paths that its client needs.',
);

/** Names that an image gives itself, where a mirror or a custom tag hides it. */
const selfNames = ['org.opencontainers.image.title', 'org.opencontainers.image.source', 'org.label-schema.name'];

/** The proxy that a container is: by its image, by what the image says of itself, or by its configuration. */
export function proxyOf(container: ContainerFacts): ProxyProduct | null {
	const repository = parseImageReference(container.image)?.repository ?? container.image;
	const labels = container.labels.filter(({name}) => selfNames.includes(name));
	const names = [repository, ...labels.map(({value}) => value.toLowerCase().replace(/\.git$/, ''))];
	return (
		products.find(({image}) => names.some(name => image.test(name))) ??
		products.find(({isConfigured}) => isConfigured(container)) ??
		(unnamed.image.test(repository) ? unnamed : null)
	);
}

/** It reaches an engine: by a socket, one that may be the engine's included, or by an address. */
export function reachesEngine({container}: ProxyScope): boolean {
	return (
		container.mounts.some(({runtimeSocket, socketDoubt}) => runtimeSocket !== null || socketDoubt !== null) ||
		['DOCKER_HOST', 'CONTAINER_HOST', 'CETUSGUARD_BACKEND_ADDR', 'PROXY_URL'].some(
			name => (variable(container, name) ?? '') !== '',
		)
	);
}
