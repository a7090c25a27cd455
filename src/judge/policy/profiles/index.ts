import type {NamedRule} from '../../rules/rule-name.js';
import {homelab} from './homelab.js';
import {team} from './team.js';

/** Policies that come with dockscope, for a kind of user each; a policy file may extend one. */
export const profileNames = ['homelab', 'team', 'cis'] as const;
export type ProfileName = (typeof profileNames)[number];

export const isProfile = (name: string): name is ProfileName => profileNames.some(one => one === name);

/** A profile as a policy file, which a user can read, keep and change. @param rules  the rules that exist */
export function profileText(name: ProfileName, rules: readonly NamedRule[]): string {
	switch (name) {
		case 'homelab':
			return homelab;
		case 'team':
			return team;
		case 'cis':
			return cis(rules);
	}
}

/** Every rule that is not one of the benchmark is disabled. */
function cis(rules: readonly NamedRule[]): string {
	const others = rules.filter(rule => Object.keys(rule.cis).length === 0).map(({slug}) => slug);
	return `# dockscope profile: cis
# Only the recommendations of the CIS Docker Benchmark (1.6.0 to 1.8.0), for a report against it. Attack paths are still shown.

disabled:
${others.map(slug => `  - ${slug}\n`).join('')}`;
}
