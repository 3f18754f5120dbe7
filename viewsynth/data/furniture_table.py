"""The factories of make-furniture.

Each row: name (of folder and models), module (below infinigen.assets.objects; with a leading '+' one of ours), class, category, share of
the objects, degrees about the vertical that turn the front to +z once Blender's z is y (most fronts of infinigen look along +x: -90), and
options: faces (triangles at most, default 12,000), skip_subdivision (of factories whose last step only multiplies faces). Half of the
shares are chairs, sofas and tables.

Left out, with the reason (infinigen 1.15.5):
    BedFactory, PillowFactory: simulate cloth for minutes (furniture_bed.py makes beds in seconds)
    PlantContainerFactory, LargePlantContainerFactory, FruitContainerFactory: 10 to 90 s each, up to 18 million faces
    WindowFactory: curtains and shutters of slats, which decimation tears
    BasketBaseFactory: walls of a thousand holes, which decimation closes into a lump
    StraightStaircaseFactory and its kin: seen from below, unrecognisable in most views; the spiral one is in
    AquariumTankFactory: a closed box once glass is opaque, and a circular import
    KitchenSpaceFactory, CountertopFactory, NatureShelfTrinketsFactory: rooms and heaps, not objects
    CabinetDoor*, CabinetDrawer*, Lid, Hardware, Tap, TableTop, WallShelf, Skirting, Chopsticks, cutlery, food: parts and slivers
    clothes, RugFactory, WallArtFactory, MattressFactory: sheets and slabs
"""


def letters(seed):
    """Five digits spelled a to j: what is held out goes by families of ids that differ in numbers alone (split.h), and these are
    different shapes."""
    return "".join("abcdefghij"[int(d)] for d in f"{seed:05d}")


class Factory:
    def __init__(self, name, module, class_name, category, share, turn, **options):
        self.name, self.class_name, self.category = name, class_name, category
        self.module = module[1:] if module.startswith("+") else "infinigen.assets.objects." + module
        self.share, self.turn, self.options = share, turn, options

    def id(self, seed):
        return f"{self.name}_{letters(seed)}"

    def task(self, seed, path):
        """What a worker needs to make the object of that seed into PATH.obj."""
        return {"id": self.id(seed), "module": self.module, "class": self.class_name, "seed": seed,
                "turn": self.turn, "path": path, "faces": 12_000, **self.options}


FACTORIES = [
    Factory("chair", "seating.chairs.chair", "ChairFactory", "chair", 10, -90),
    Factory("bar_chair", "seating.chairs.bar_chair", "BarChairFactory", "chair", 4, -90),
    Factory("office_chair", "seating.chairs.office_chair", "OfficeChairFactory", "chair", 4, -90),
    Factory("sofa", "seating.sofa", "SofaFactory", "sofa", 8, -90, skip_subdivision=True),
    Factory("armchair", "seating.sofa", "ArmChairFactory", "sofa", 5, -90, skip_subdivision=True),
    Factory("dining_table", "tables.dining_table", "TableDiningFactory", "table", 6, 0),
    Factory("side_table", "tables.dining_table", "SideTableFactory", "table", 3, 0),
    Factory("coffee_table", "tables.dining_table", "CoffeeTableFactory", "table", 4, 0),
    Factory("cocktail_table", "tables.cocktail_table", "TableCocktailFactory", "table", 3, 0),
    Factory("desk", "shelves.simple_desk", "SimpleDeskFactory", "table", 3, -90),
    Factory("side_desk", "shelves.simple_desk", "SidetableDeskFactory", "table", 1, -90),
    Factory("bed", "+furniture_bed", "QuickBedFactory", "bed", 3, -90),
    Factory("bed_frame", "seating.bedframe", "BedFrameFactory", "bed", 1, -90),
    Factory("bookcase", "shelves.simple_bookcase", "SimpleBookcaseFactory", "shelf", 2, -90),
    Factory("cell_shelf", "shelves.cell_shelf", "CellShelfFactory", "shelf", 2, -90),
    Factory("tv_stand", "shelves.cell_shelf", "TVStandFactory", "shelf", 1.5, -90),
    Factory("large_shelf", "shelves.large_shelf", "LargeShelfFactory", "shelf", 2, -90),
    Factory("triangle_shelf", "shelves.triangle_shelf", "TriangleShelfFactory", "shelf", 1, -90),
    Factory("rack", "elements.warehouses.rack", "RackFactory", "shelf", 0.5, -90),
    Factory("cabinet", "shelves.cabinet", "CabinetFactory", "cabinet", 2.5, -90),
    Factory("single_cabinet", "shelves.single_cabinet", "SingleCabinetFactory", "cabinet", 2, -90),
    Factory("kitchen_cabinet", "shelves.kitchen_cabinet", "KitchenCabinetFactory", "cabinet", 1, -90),
    Factory("kitchen_island", "shelves.kitchen_space", "KitchenIslandFactory", "cabinet", 0.5, -90),
    Factory("desk_lamp", "lamp.lamp", "DeskLampFactory", "lamp", 2.5, -90),
    Factory("floor_lamp", "lamp.lamp", "FloorLampFactory", "lamp", 2.5, -90),
    Factory("ceiling_lamp", "lamp.ceiling_classic_lamp", "CeilingClassicLampFactory", "lamp", 1.5, 0),
    Factory("toilet", "bathroom.toilet", "ToiletFactory", "bathroom", 1.5, -90),
    Factory("bathtub", "bathroom.bathtub", "BathtubFactory", "bathroom", 1.5, -90),
    Factory("bathroom_sink", "bathroom.bathroom_sink", "BathroomSinkFactory", "bathroom", 0.7, -90),
    Factory("standing_sink", "bathroom.bathroom_sink", "StandingSinkFactory", "bathroom", 1.5, -90),
    Factory("sink", "table_decorations.sink", "SinkFactory", "bathroom", 0.7, -90),
    Factory("oven", "appliances.oven", "OvenFactory", "appliance", 0.7, -90),
    Factory("dishwasher", "appliances.dishwasher", "DishwasherFactory", "appliance", 0.7, -90),
    Factory("fridge", "appliances.beverage_fridge", "BeverageFridgeFactory", "appliance", 0.7, -90),
    Factory("microwave", "appliances.microwave", "MicrowaveFactory", "appliance", 0.7, -90),
    Factory("toaster", "appliances.toaster", "ToasterFactory", "appliance", 0.7, -90),
    Factory("tv", "appliances.tv", "TVFactory", "appliance", 1, -90),
    Factory("monitor", "appliances.tv", "MonitorFactory", "appliance", 1.5, -90),
    Factory("range_hood", "wall_decorations.range_hood", "RangeHoodFactory", "appliance", 0.5, -90),
    Factory("vase", "table_decorations.vase", "VaseFactory", "vessel", 2, 0),
    Factory("planter", "tableware.plant_container", "PlantPotFactory", "vessel", 0.7, 0),
    Factory("pot", "tableware.pot", "PotFactory", "vessel", 0.7, 0),
    Factory("pan", "tableware.pan", "PanFactory", "vessel", 0.5, 0),
    Factory("bowl", "tableware.bowl", "BowlFactory", "vessel", 1, 0),
    Factory("cup", "tableware.cup", "CupFactory", "vessel", 1, 0),
    Factory("bottle", "tableware.bottle", "BottleFactory", "vessel", 1, 0),
    Factory("jar", "tableware.jar", "JarFactory", "vessel", 0.7, 0),
    Factory("wineglass", "tableware.wineglass", "WineglassFactory", "vessel", 1, 0),
    Factory("books", "table_decorations.book", "BookColumnFactory", "decoration", 0.5, 0),
    Factory("book_stack", "table_decorations.book", "BookStackFactory", "decoration", 0.5, 0),
    Factory("pallet", "elements.warehouses.pallet", "PalletFactory", "decoration", 0.3, 0),
    Factory("mirror", "wall_decorations.wall_art", "MirrorFactory", "decoration", 0.3, -90),
    Factory("spiral_staircase", "elements.staircases.spiral", "SpiralStaircaseFactory", "building", 0.5, 0),
    Factory("door", "elements.doors.panel", "PanelDoorFactory", "building", 0.7, 0),
    Factory("pillar", "elements.pillars", "PillarFactory", "building", 0.3, 0),
]
