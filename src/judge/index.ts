export {dropsAll, withoutCapabilities} from './changes/capability-changes.js';
export {applyChange, type Change, change, flagChanges, flagsOf, isKnownOption} from './changes/change.js';
export {withConfig, withHost} from './changes/configuration.js';
export {openingOptions, securityOptions, withNoNewPrivileges, withoutPrivileged} from './changes/confinement.js';
export {
	isUnbounded,
	withBoundedRestart,
	withLogLimit,
	withMemoryLimit,
	withPidsLimit,
	withReadOnlyRoot,
} from './changes/limit-changes.js';
export {mountOptionsOf, readOnlyMount, withoutMount} from './changes/mount-changes.js';
export {withEngineUsers, withOwnIpc, withOwnNetwork, withOwnPid, withOwnUts} from './changes/namespace-changes.js';
export {type EngineDefaults, engineDefaults, plainDefaults} from './changes/options/engine-defaults.js';
export {ownVariables} from './changes/options/environment.js';
export {rowOf, runOptions} from './changes/options/index.js';
export {goDuration, invocationOf} from './changes/options/invocation.js';
export {createsSource} from './changes/options/mount-options.js';
export {shortLink} from './changes/options/network-options.js';
export {
	givenBy,
	givenOptions,
	isThere,
	type Made,
	madeOf,
	notInCompose,
	notInPodman,
	type OptionRow,
	type QuadletKey,
	type QuadletLine,
} from './changes/options/row.js';
export {sizeOf} from './changes/options/size.js';
export {onLoopback, unpublished} from './changes/port-changes.js';
export {each, eachPair, flag, given, option, optionText, optionWords, type RunOption, sameOption} from './changes/run-option.js';
export {asUser} from './changes/user-changes.js';
export {type FleetOptions, openFleet} from './fleet/fleet.js';
export {listedModel} from './inventory/container-record.js';
export type {EngineConnection, Fleet, FleetEntry, FleetModel, OnDemand} from './inventory/fleet-model.js';
export {withoutEffects} from './lookups/without-effects.js';
export {containerSubject, isExpired, isVulnerability, serviceNames, type WaiverTarget, waiverOf} from './policy/apply-policy.js';
export {builtInPolicy} from './policy/built-in-policy.js';
export {findException} from './policy/exceptions.js';
export {matchesGlob} from './policy/glob.js';
export {loadPolicy, policyPlaces} from './policy/load-policy.js';
export {isVariable, problemOfUrl} from './policy/notify-address.js';
export type {NotifyTarget, Policy, Waiver} from './policy/policy.js';
export {policyInForce} from './policy/policy-in-force.js';
export {isProfile, profileNames, profileText} from './policy/profiles/index.js';
export {writeWaiver} from './policy/write-waiver.js';
export type {AuditReport, HiddenCounts, PolicySummary, UnseenTarget} from './reports/audit-report.js';
export {type Baseline, onlyNewOrWorse, readBaseline, sinceBaseline} from './reports/baseline.js';
export {
	type AuditSelection,
	auditReport,
	everything,
	everyVerdict,
	hiddenOf,
	judgedIn,
	reaches,
} from './reports/build-audit-report.js';
export {containerJson, containerTable} from './reports/container-report.js';
export {htmlReport} from './reports/html.js';
export {junitReport} from './reports/junit.js';
export {markdownReport} from './reports/markdown.js';
export {jsonReport, jsonReports} from './reports/report-json.js';
export {changesTable, fleetTable, tableReport} from './reports/report-table.js';
export {aboutEngine, engineVersion, policyLines} from './reports/report-text.js';
export {sarifReport} from './reports/sarif.js';
export {writeReport} from './reports/write-report.js';
export {
	type AssessedContainer,
	type AttackPath,
	type Badge,
	type Grade,
	type Risk,
	type RiskFactor,
	reportedVerdicts,
} from './risk/assessment.js';
export {fixedBadges, type Mark, moreCapabilities, moreOpenPorts} from './risk/badge-words.js';
export {compareByRisk, reachRank} from './risk/compare-by-risk.js';
export {gradeNotice} from './risk/grade-notice.js';
export {gradeCell, gradeWord, gradeWords, lowerBoundWords, rulesText, whyGrade} from './risk/grade-words.js';
export {
	certainlyWorse,
	comparePostures,
	type FindingChange,
	type Posture,
	type PostureChange,
	postureOf,
} from './risk/posture.js';
export {type CauseGroup, openCauses, openFindings} from './risk/score.js';
export {capabilityKinds} from './rules/dangers/capability-dangers.js';
export type {Danger} from './rules/dangers/danger.js';
export {mountKinds} from './rules/dangers/mount-dangers.js';
export {openPortSeverity} from './rules/dangers/port-severity.js';
export {findingTitle} from './rules/finding-title.js';
export {findRule, rules} from './rules/index.js';
export {parseCisName, slugOf} from './rules/rule-name.js';
export {clientSeverity} from './rules/shared/unprotected-services.js';
export {type ContainerVerdict, type Evidence, isOpen, isWaived, type TargetKind, type Verdict} from './rules/verdict.js';
export {openSnapshot} from './snapshot/open-snapshot.js';
export {SnapshotError} from './snapshot/snapshot-error.js';
export {type SnapshotOptions, writeSnapshot} from './snapshot/write-snapshot.js';
export {entryNamed, escapeTable} from './survive/escape-table.js';
export {
	closersFor,
	type EntryReport,
	isOpenTo,
	leftOpen,
	startsOnHost,
	surviveJson,
	surviveReport,
	surviveText,
	unnamed,
} from './survive/survive-report.js';
export {beyondTable} from './survive/version-state.js';
