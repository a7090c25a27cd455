import {expect, it} from 'vitest';
import {outsideReach} from '../../../src/base/facts/reach.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {openFirewall} from '../../../src/judge/rules/shared/example-firewall.js';
import {containerScope} from '../../support/example-scope.js';

const published = {NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}}};

it('excludes a port that the host firewall closes', () => {
	const open = containerScope({...published, host: {firewall: openFirewall({})}});
	expect(outsideReach(open.container, open.host)).toMatchObject({by: 'any-network'});
	const closed = containerScope({
		...published,
		host: {firewall: openFirewall({forwardRules: [{text: trusted('-j DROP'), matches: [], action: {do: 'drop'}}]})},
	});
	expect(outsideReach(closed.container, closed.host)).toBe(null);
	expect(outsideReach(closed.container, null)).toMatchObject({by: 'any-network'});
});

it('excludes a container whose processes are frozen, which answers no one', () => {
	const running = containerScope({...published, State: {Status: 'running', Running: true}});
	expect(outsideReach(running.container, null)).toMatchObject({by: 'any-network'});
	const paused = containerScope({...published, State: {Status: 'paused', Running: true, Paused: true}});
	expect(outsideReach(paused.container, null)).toBe(null);
});
