/** For services that several people depend on. */
export const team = `# dockscope profile: team
# For services that several people depend on: limits, health and reproducible images matter more than for one person, a port that is open
# to everyone is a decision, and every container is created with no-new-privileges.

severities:
  container-healthcheck: medium
  container-latest-tag: medium
  container-memory-limit: medium
  container-pids-limit: medium
  container-root-user: high
  container-secret-in-env: critical
  container-wildcard-publish: high
  engine-live-restore: medium
  image-age: medium
  image-registry: high

requiredFlags:
  - --security-opt no-new-privileges
`;
