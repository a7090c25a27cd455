import {expect, it} from 'vitest';
import type {Sample} from '../../support/sample-fleet.js';
import {judge, publish} from './assessed.js';

const on = (address: string, port: number): Partial<Sample> => ({
	NetworkSettings: {
		Ports: {[`${port}/tcp`]: [{HostIp: address, HostPort: String(port)}]},
		Networks: {edge: {NetworkID: 'n2', IPAddress: '172.18.0.9'}},
	},
});
const redis = {Image: 'redis:7.4', Cmd: ['redis-server']};
const secretive = {
	Image: 'postgres:16',
	Cmd: ['postgres'],
	Env: ['POSTGRES_PASSWORD=Fz8kQw2LmX0p', 'SMTP_PASSWORD=Qw2LmX0pFz8k', 'API_TOKEN=X0pFz8kQw2Lm'],
};

const fleet = judge([
	{name: 'open', config: redis, ...publish(6379)},
	{name: 'with-secrets', config: secretive, ...publish(5432)},
	{name: 'one-address', config: redis, ...on('10.0.0.5', 6379)},
	{name: 'this-host', config: redis, ...on('127.0.0.1', 6379)},
	{name: 'with-password', config: {...redis, Cmd: ['redis-server', '--requirepass', 'Fz8kQw2LmX0p']}, ...publish(6379)},
]);
const scoreOf = (name: string) => fleet.get(name)?.risk.score ?? expect.fail();

it('a database that is open to every network outweighs one with a password and secrets in its environment', () => {
	expect(fleet.get('open')?.risk.grade).toBe('F');
	expect(scoreOf('open')).toBeGreaterThan(scoreOf('with-secrets') + 20);
});

it('the fewer can connect to it, the less it weighs', () => {
	expect(scoreOf('open')).toBeGreaterThan(scoreOf('one-address'));
	expect(scoreOf('one-address')).toBeGreaterThan(scoreOf('this-host'));
});

it('a password is worth more than anything else that can be done for it on an open port', () => {
	expect(scoreOf('open')).toBeGreaterThan(scoreOf('with-password'));
});

it('an IPv6 address has brackets before the port', () => {
	const judged = judge([{name: 'ipv6', config: redis, ...on('::', 6379)}]);
	expect(judged.get('ipv6')?.attackPaths.map(({hops}) => hops[1]?.label)).toContain('[::]:6379');
});
