/** Whether a proxy lets a request through; `null` when that is not known. */
export type Allows = (method: string, path: string) => boolean | null;

/** What a client gains by a request. */
type Gain = {
	/** `full control`, `files of containers` */
	readonly words: string;
	readonly requests: readonly (readonly [method: string, path: string])[];
};

const container = '/containers/c0ffee';

/** Any of these makes its client root on the host: by a new container, by a command in one, by a file or an image put there. */
export const control: Gain = {
	words: 'full control of the engine',
	requests: [
		['POST', '/containers/create'],
		['POST', `${container}/exec`],
		['POST', '/exec/c0ffee/start'],
		['PUT', `${container}/archive`],
		['POST', `${container}/attach`],
		['POST', '/build'],
		['POST', '/session'],
		['POST', '/grpc'],
		['POST', '/services/create'],
		['POST', '/swarm/join'],
		['POST', '/plugins/pull'],
		['POST', '/images/load'],
	],
};

/** Disturbs what runs, and starts nothing new. */
export const operation: Gain = {
	words: 'stopping, starting and removing containers',
	requests: [
		...['stop', 'restart', 'kill', 'start', 'pause', 'update', 'rename'].map(verb => ['POST', `${container}/${verb}`] as const),
		['DELETE', container],
		['DELETE', '/images/c0ffee'],
		['DELETE', '/volumes/c0ffee'],
		['POST', '/images/create'],
		['POST', '/networks/c0ffee/connect'],
	],
};

/** All by GET. @source https://docs.docker.com/reference/api/engine/ */
export const readings: readonly Gain[] = [
	{
		words: 'files',
		requests: [
			['GET', `${container}/archive`],
			['GET', `${container}/export`],
			['GET', '/images/c0ffee/get'],
		],
	},
	{words: 'logs', requests: [['GET', `${container}/logs`]]},
	{
		words: 'environments',
		requests: [
			['GET', `${container}/json`],
			['GET', '/services'],
			['GET', '/tasks'],
		],
	},
	// A websocket is opened by a GET, and writes to the standard input of the container.
	{words: 'terminals', requests: [['GET', `${container}/attach/ws`]]},
	{words: 'join tokens', requests: [['GET', '/swarm']]},
	{words: 'configs', requests: [['GET', '/configs']]},
];

/** With the version in front, as clients ask, and without. */
const spellings = (path: string): readonly string[] => [`/v1.45${path}`, path];

/** Whether any request of it is let through; `null` when none surely is, and one may be. */
export function allowsGain(allows: Allows, {requests}: Gain): boolean | null {
	const answers = requests.flatMap(([method, path]) => spellings(path).map(spelling => allows(method, spelling)));
	if (answers.includes(true)) return true;
	return answers.includes(null) ? null : false;
}
