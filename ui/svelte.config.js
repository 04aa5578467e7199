export default {
  // Every component is written in runes; an old-style one should not compile.
  compilerOptions: { runes: true },
};
