import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';
import {type FirewallHost, startFirewallHost} from './firewall-host.js';
import {cannotLook} from './judged-host.js';

/** A container that owns the host, published on two numbers: one for others, one for this host. */
const [name, hostPort, ownPort] = ['open-door', 8098, 8099] as const;
const closing = `iptables -I DOCKER-USER -i fw0 -p tcp -m conntrack --ctorigdstport ${hostPort} -j DROP`;

type Said = {
	readonly rule: readonly [verdict: string, severity: string, detail: RegExp];
	readonly evidence: RegExp;
	readonly badge: string | null;
	/** How the path begins. */
	readonly path: RegExp;
	readonly column: RegExp;
	readonly page: RegExp;
	readonly map: RegExp;
};

const scenes: readonly (readonly [title: string, script: string, isInside: boolean, said: Said])[] = [
	[
		'open',
		'true',
		true,
		{
			rule: ['fail', 'medium', /^80\/tcp published on all interfaces$/],
			evidence: /0\.0\.0\.0:8098/,
			badge: `*:${hostPort}`,
			path: /^any network → 0\.0\.0\.0:8098 → open-door \(uid 0\)/,
			column: /open-door .* 0\.0\.0\.0:8098 \[::\] 1/,
			page: /80\/tcp .* open +medium: open to any network \(HTTP\)/,
			map: /FROM ANYWHERE\n(?:.*\n)*?[ ▌]+open-door +0\.0\.0\.0:8098 \[::\]:8098 → 80\/tcp \(HTTP\)\n/,
		},
	],
	[
		'closed',
		`${closing}; ip6tables -I DOCKER-USER -i fw0 -j DROP; ip6tables -I INPUT -i fw0 -p tcp -j DROP`,
		true,
		{
			rule: ['fail', 'low', /^80\/tcp published on all interfaces, but closed by the host firewall$/],
			evidence: /--ctorigdstport 8098 .*-j DROP/,
			badge: null,
			path: /^code in open-door → uid 0/,
			column: /open-door .* 127\.0\.0\.1:8099/,
			page: /80\/tcp .* closed +(ok: this host only|medium: reachable from the local network despite 127\.0\.0\.1)/,
			map: /CLOSED\n[ ▌]+open-door +0\.0\.0\.0:8098 \[::\]:8098 → 80\/tcp \(HTTP\): closed by the host firewall\n/,
		},
	],
	[
		'unreadable',
		'true',
		false,
		{
			rule: ['fail', 'medium', /^80\/tcp published on all interfaces$/],
			evidence: /not seen: the engine is in another network namespace/,
			badge: `*:${hostPort}?`,
			path: /^any network → 0\.0\.0\.0:8098 → open-door \(uid 0\)/,
			column: /open-door .* 0\.0\.0\.0:8098\? \[::\]/,
			page: /80\/tcp .* \? +medium: may be open to any network \(firewall not seen\)/,
			map: /FROM ANYWHERE\n(?:.*\n)*?[ ▌]+open-door +0\.0\.0\.0:8098 \[::\]:8098 → 80\/tcp \(HTTP\) \?\n/,
		},
	],
];

describe.skipIf(cannotLook)('one container, as every surface shows who reaches it', () => {
	let host: FirewallHost;
	let screen: Screen | null = null;
	beforeAll(async () => {
		const ports = ['--publish', `${hostPort}:80`, '--publish', `127.0.0.1:${ownPort}:80`];
		host = await startFirewallHost({
			options: ['--privileged', '--name', name, ...ports],
			command: ['httpd', '-f', '-p', '80', '-h', '/etc'],
		});
	});
	afterEach(async () => {
		await screen?.stop();
		await host.reset();
	});
	afterAll(() => host?.stop());

	it.each(scenes)('while the firewall is %s', async (_, script, inside, said) => {
		await host.onHost(script);
		expect(await host.connects({port: hostPort, family: 4})).toBe(said.badge !== null);

		const report = await host.audit(name, {inside});
		const found = report.verdicts.find(({rule}) => rule === 'container-wildcard-publish');
		const [target] = report.targets;
		expect([found?.verdict, found?.severity]).toEqual(said.rule.slice(0, 2));
		expect(found?.detail).toMatch(said.rule[2]);
		expect(found?.evidence.map(({value}) => String(value)).join('\n')).toMatch(said.evidence);
		expect(target?.badges.filter(badge => badge.startsWith('*:'))).toEqual(said.badge === null ? [] : [said.badge]);
		expect(target?.attackPaths[0]?.steps.join(' → ')).toMatch(said.path);

		const by = inside ? ['nsenter', '-n', '-t', String(host.engine.pid)] : [];
		screen = await dockscope({args: ['--host', host.engine.host], columns: 200, rows: 50, by});
		await screen.hides(unsettled);
		await screen.shows(said.column);
		if (said.badge !== null) await screen.shows(new RegExp(`open-door .* ${said.badge.replaceAll(/[*?]/g, String.raw`\$&`)} `));
		screen.press('/', name, 'Enter');
		await screen.shows(/▌.*open-door/);
		screen.press('Enter');
		await screen.shows(new RegExp(said.path.source.slice(1)));
		screen.press('5');
		await screen.shows(said.page);
		screen.press('Esc', 'N');
		await screen.shows(said.map);
	});

	it('of containers that start while it is open, and of a firewall that changes, after r', async () => {
		const by = ['nsenter', '-n', '-t', String(host.engine.pid)];
		screen = await dockscope({args: ['--host', host.engine.host], columns: 160, rows: 50, by});
		await screen.hides(unsettled);
		const serve = (port: number) => [host.image, 'httpd', '-f', '-p', String(port), '-h', '/etc'];
		const run = ['run', '--detach', '--rm', '--stop-signal', 'KILL'];
		await host.engine.docker(...run, '--name', 'late-door', '--publish', '8096:80', ...serve(80));
		await host.engine.docker(...run, '--name', 'late-host', '--network', 'host', ...serve(8095));
		try {
			expect(await host.connects({port: 8096, family: 4})).toBe(true);
			expect(await host.connects({port: 8095, family: 4})).toBe(true);
			await screen.shows(/late-door .* 0\.0\.0\.0:8096 \[::\] /);
			await screen.shows(/late-host .* host network /);
			await host.onHost(
				'iptables -I DOCKER-USER -i fw0 -j DROP; ip6tables -I DOCKER-USER -i fw0 -j DROP; ip6tables -I INPUT -i fw0 -j DROP',
			);
			expect(await host.connects({port: 8096, family: 4})).toBe(false);
			screen.press('r');
			await screen.shows(/late-door .* closed by firewall /);
		} finally {
			await host.engine.docker('rm', '--force', 'late-door', 'late-host');
		}
	});
});
