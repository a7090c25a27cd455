import {describe, expect, it} from 'vitest';
import type {ComposeOrigin} from '../../src/base/facts/compose.js';
import {composeUp, overrideName} from '../../src/fix/render/compose-command.js';

const origin = (more: Partial<ComposeOrigin> = {}): ComposeOrigin => ({
	...{project: 'shop', service: 'web', folder: '/srv/shop', files: ['/srv/shop/compose.yaml']},
	...{fromStdin: false, environmentFiles: [], oneOff: false, hook: null, tool: 'compose'},
	...more,
});
const up = (one: ComposeOrigin, services = ['web'], scale = new Map<string, number>()) =>
	composeUp({origin: one, program: 'docker', override: '/o.yml', services, scale});

describe('the name of the override', () => {
	it.each([
		[['/srv/shop/compose.yaml'], [], 'compose.override.yml'],
		[['/srv/shop/docker-compose.yml'], [], 'compose.override.yml'],
		// An override that is in the folder, loaded or not, is not overwritten.
		[['/srv/shop/compose.yaml'], ['compose.override.yml'], 'dockscope.override.yml'],
		[['/srv/shop/compose.yaml'], ['docker-compose.override.yaml'], 'dockscope.override.yml'],
		[['/srv/shop/compose.yaml', '/srv/shop/compose.override.yaml'], [], 'dockscope.override.yml'],
		// Compose does not read an override automatically for files of someone's choice.
		[['/srv/shop/prod.yml'], [], 'dockscope.override.yml'],
		[['/srv/shop/compose.yml', '/srv/shop/prod.yml'], ['dockscope.override.yml'], 'dockscope.override.2.yml'],
		[['/srv/shop/compose.yml', '/srv/shop/dockscope.override.yml'], ['dockscope.override.2.yml'], 'dockscope.override.3.yml'],
		[[], [], 'dockscope.override.yml'],
	])('for %j in a folder with %j is %s', (files, present, name) => {
		expect(overrideName(origin({files}), one => present.includes(one))).toBe(name);
	});
});

it('is never that of a file that Compose reads automatically where the folder cannot be looked at', () => {
	expect(overrideName(origin(), null)).toBe('dockscope.override.yml');
	expect(overrideName(origin({files: ['/srv/shop/compose.yaml', '/srv/shop/dockscope.override.yml']}), null)).toBe(
		'dockscope.override.2.yml',
	);
});

describe('the command', () => {
	it('names the folder where it is not the one of the first file, and the variables', () => {
		expect(up(origin({files: ['/etc/a.yml', '/etc/b.yml'], environmentFiles: ['/etc/x.env']}))).toBe(
			'docker compose -p shop --project-directory /srv/shop --env-file /etc/x.env -f /etc/a.yml -f /etc/b.yml -f /o.yml up -d --no-deps web',
		);
	});

	it('keeps the number of containers of a service', () => {
		expect(
			up(
				origin(),
				['web', 'db'],
				new Map([
					['web', 3],
					['db', 1],
				]),
			),
		).toMatch(/ up -d --no-deps --scale web=3 web db$/);
	});

	it('quotes every name, and takes none for an option', () => {
		expect(up(origin({project: '$(id)', files: ["/srv/my shop/it's.yml"]}), ['--build'])).toBe(
			`docker compose -p '$(id)' --project-directory /srv/shop -f '/srv/my shop/it'\\''s.yml' -f /o.yml up -d --no-deps -- --build`,
		);
	});

	it('is run in its folder for podman-compose, which has no option for it', () => {
		expect(up(origin({tool: 'podman-compose'}))).toBe(
			'cd /srv/shop && podman-compose -p shop -f /srv/shop/compose.yaml -f /o.yml up -d --no-deps web',
		);
	});
});
