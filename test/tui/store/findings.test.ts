import {expect, it} from 'vitest';
import {inspect} from './inspect.js';

const socket = {
	name: 'watcher',
	host: {Binds: ['/var/run/docker.sock:/var/run/docker.sock'], RestartPolicy: {Name: 'always', MaximumRetryCount: 0}},
	config: {Image: 'containrrr/watchtower:1.7', User: ''},
	Mounts: [
		{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true, Propagation: 'rprivate'},
	],
};

it('findings on one cause are one row with the other rules below it, each of which opens', () => {
	const {actions, page, state} = inspect([socket]);
	actions.enter();
	actions.tabByNumber(2);
	expect(page()).toMatch(
		/^ critical +Container can access the Docker.*\n +inspect Mounts\[0\].*\n medium +also: Container manager.*\n(?: +.*\n)? medium +also: Host-root container restarts/m,
	);
	actions.down();
	actions.enter();
	expect(state().frames.at(-1)?.view).toMatchObject({kind: 'rule', slug: 'container-image-watcher'});
});

it('the overview counts causes', () => {
	const {actions, page, state} = inspect([socket]);
	const [entry] = state().model.entries;
	actions.enter();
	expect(page()).toMatch(/\+75 +critical +can access .*docker\.sock \(3 rules\)/);
	expect(entry?.assessed?.risk.factors[0]?.also).toEqual(['container-image-watcher', 'container-persistent-root']);
});
