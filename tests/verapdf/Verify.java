import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Holds every PDF in a folder against the rules of PDF/UA-1 and of PDF/A-2a.
 *
 * A line per file and standard says how many checks were made; a line per rule that a file breaks says which.
 * The validator's own reader of these rules needs a library that is not packed with it, so they are read here.
 */
class Verify {
    record Standard(String name, PDFAFlavour flavour, ValidationProfile rules) {}

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        List<Standard> standards = List.of(standard("ua1", "PDFUA-1"), standard("2a", "PDFA-2A"));
        for (File file : new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".pdf"))) {
            for (Standard standard : standards) {
                verify(file, standard);
            }
        }
    }

    static void verify(File file, Standard standard) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, standard.flavour())) {
            var validator = Foundries.defaultInstance().createValidator(standard.rules(), false);
            var result = validator.validate(parser);
            say(file, standard, "checks", String.valueOf(result.getTotalAssertions()));
            Set<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    var rule = assertion.getRuleId();
                    broken.add(rule.getClause() + "-" + rule.getTestNumber() + " " + assertion.getMessage());
                }
            }
            if (broken.isEmpty() && !result.isCompliant()) {
                broken.add("not compliant");
            }
            broken.forEach(rule -> say(file, standard, "broken", rule.replaceAll("\\s+", " ")));
        }
    }

    static void say(File file, Standard standard, String what, String value) {
        System.out.println(String.join("\t", file.getName(), standard.name(), what, value));
    }

    static Standard standard(String name, String file) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root;
        try (InputStream stream = Verify.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + file + ".xml")) {
            root = factory.newDocumentBuilder().parse(stream).getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        for (Element each : all(root, "rule")) {
            rules.add(rule(each));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element each : all(root, "variable")) {
            variables.add(Profiles.variableFromValues(
                each.getAttribute("name"), each.getAttribute("object"), text(each, "defaultValue"), text(each, "value")));
        }
        var details = Profiles.profileDetailsFromValues(file, "", "", new Date(0));
        var flavour = PDFAFlavour.byFlavourId(name);
        return new Standard(name, flavour, Profiles.profileFromValues(flavour, details, "", rules, variables));
    }

    static Rule rule(Element rule) {
        Element id = all(rule, "id").get(0);
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element each : all(rule, "argument")) {
            arguments.add(ErrorArgumentImpl.fromValues(each.getTextContent().trim(), attribute(each, "name"), null));
        }
        String deferred = attribute(rule, "deferred");
        return Profiles.ruleFromValues(
            Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"),
                Integer.parseInt(id.getAttribute("testNumber"))),
            rule.getAttribute("object"),
            deferred == null ? null : Boolean.valueOf(deferred),
            rule.getAttribute("tags"),
            text(rule, "description"),
            text(rule, "test"),
            Profiles.errorFromValues(text(rule, "message"), arguments),
            List.of());
    }

    static List<Element> all(Element within, String name) {
        NodeList nodes = within.getElementsByTagNameNS("*", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    static String text(Element within, String name) {
        return all(within, name).stream().findFirst().map(Node::getTextContent).map(String::trim).orElse("");
    }

    static String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }
}
